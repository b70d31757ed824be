// TLS, against a small server on OpenSSL that the test runs with certificates of its own.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <sys/socket.h>

#include <csignal>
#include <cstdlib>
#include <mutex>
#include <stdexcept>

#include "db/session.h"
#include "testing/scripted_server.h"
#include "testing/temporary_directory.h"

namespace housewright::db {
namespace {

using ::testing::HasSubstr;
using testing::ScriptedConnection;
using testing::ScriptedServer;
using testing::TemporaryDirectory;

class TlsConnection final : public ScriptedConnection {
 public:
  TlsConnection(SSL* tls, int socket, int number) : ScriptedConnection(socket, number), tls_(tls) {}
  ~TlsConnection() override {
    SSL_shutdown(tls_);
    SSL_free(tls_);
  }

 protected:
  long Receive(char* buffer, std::size_t size) override {
    return SSL_read(tls_, buffer, static_cast<int>(size));
  }
  bool Send(std::string_view bytes) override {
    return SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size())) > 0;
  }

 private:
  SSL* tls_;
};

// An authority, a server certificate for localhost and a client certificate, made by the openssl
// program.
class HttpSessionAgainstScriptedTlsServer : public ::testing::Test {
 protected:
  HttpSessionAgainstScriptedTlsServer() {
    Run("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=authority "
        "-keyout ca.key -out ca.pem");
    Run("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=stranger "
        "-keyout stranger.key -out stranger.pem");
    MakeCertificate("server", "DNS:localhost");
    MakeCertificate("client", "DNS:client");
    context_ = SSL_CTX_new(TLS_server_method());
    ShowCertificate("server");
  }
  ~HttpSessionAgainstScriptedTlsServer() override { SSL_CTX_free(context_); }

  void MakeCertificate(const std::string& file, const std::string& alternative_name) const {
    Run("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=" + file +
        " -addext subjectAltName=" + alternative_name + " -keyout " + file + ".key -out " + file +
        ".csr");
    Run("x509 -req -days 2 -copy_extensions copyall -CA ca.pem -CAkey ca.key -CAcreateserial -in " +
        file + ".csr -out " + file + ".pem");
  }

  void ShowCertificate(const std::string& file) {
    if (SSL_CTX_use_certificate_file(context_, Path(file + ".pem").c_str(), SSL_FILETYPE_PEM) !=
            1 ||
        SSL_CTX_use_PrivateKey_file(context_, Path(file + ".key").c_str(), SSL_FILETYPE_PEM) != 1) {
      throw std::runtime_error("the server's certificate cannot be used");
    }
  }

  void RequireClientCertificate() {
    SSL_CTX_load_verify_locations(context_, Path("ca.pem").c_str(), nullptr);
    SSL_CTX_set_verify(context_, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }

  void SetLatestVersion(int version) {
    SSL_CTX_set_security_level(context_, 0);
    SSL_CTX_set_min_proto_version(context_, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_, version);
  }

  // The name that the last client asked for in its handshake.
  std::string asked_for() const {
    const std::lock_guard lock(mutex_);
    return asked_for_;
  }

  std::string Path(const std::string& name) const { return directory_ / name; }

  ScriptedServer::Opener Opener() {
    return [this](int socket, int number) -> std::unique_ptr<ScriptedConnection> {
      sigset_t pipe;
      sigemptyset(&pipe);
      sigaddset(&pipe, SIGPIPE);
      pthread_sigmask(SIG_BLOCK, &pipe, nullptr);  // of this connection's thread
      SSL* tls = SSL_new(context_);
      SSL_set_fd(tls, socket);
      const bool accepted = SSL_accept(tls) == 1;
      const char* name = SSL_get_servername(tls, TLSEXT_NAMETYPE_host_name);
      {
        const std::lock_guard lock(mutex_);
        asked_for_ = name == nullptr ? "" : name;
      }
      if (accepted) return std::make_unique<TlsConnection>(tls, socket, number);
      SSL_free(tls);
      // Closing with bytes unread would be a reset, which can overtake the alert.
      ::shutdown(socket, SHUT_WR);
      ScriptedConnection(socket, number).HoldUntilClientCloses();
      return nullptr;
    };
  }

  Endpoint EndpointOf(const ScriptedServer& server) const {
    Endpoint endpoint;
    endpoint.host = "localhost";
    endpoint.port = server.port();
    endpoint.tls = true;
    endpoint.ca_file = Path("ca.pem");
    return endpoint;
  }

 private:
  void Run(const std::string& arguments) const {
    const std::string command =
        "cd '" + directory_.path() + "' && openssl " + arguments + " >log 2>&1";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
  }

  TemporaryDirectory directory_;
  SSL_CTX* context_ = nullptr;
  mutable std::mutex mutex_;
  std::string asked_for_;  // guarded by mutex_; a connection's thread sets it before it answers
};

void AnswerAll(ScriptedConnection& connection) {
  while (!connection.ReadRequest().empty()) connection.Answer("1\n");
}

// "delivery code: message", with the port left out.
std::string Outcome(const Endpoint& endpoint) {
  auto session = OpenHttpSession(endpoint);
  if (!session) return session.error().message();
  const QueryResult result = (*session)->Execute({.sql = "SELECT 1"});
  if (result) return "ok: " + result->body;
  std::string text = result.error().delivery == Delivery::kNotSent ? "not sent, " : "sent, ";
  text += std::string(ErrorCodeName(result.error().error.code())) + ": ";
  text += result.error().error.message();
  const std::string port = ":" + std::to_string(endpoint.port);
  const std::size_t at = text.find(port);
  return at == std::string::npos ? text : text.replace(at, port.size(), ":PORT");
}

TEST_F(HttpSessionAgainstScriptedTlsServer, TrustsTheAuthorityOfItsCaFile) {
  ScriptedServer server(AnswerAll, Opener());
  EXPECT_EQ(Outcome(EndpointOf(server)), "ok: 1\n");
}

TEST_F(HttpSessionAgainstScriptedTlsServer, KeepsOneConnectionForManyStatements) {
  ScriptedServer server(AnswerAll, Opener());
  auto session = OpenHttpSession(EndpointOf(server));
  ASSERT_TRUE(session.has_value());
  for (int i = 0; i < 3; ++i) {
    const QueryResult result = (*session)->Execute({.sql = "SELECT 1"});
    ASSERT_TRUE(result.has_value()) << result.error().error.message();
    EXPECT_EQ(result->body, "1\n");
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpSessionAgainstScriptedTlsServer, SendsAndReceivesMoreThanOneRecord) {
  ScriptedServer server(
      [](ScriptedConnection& connection) {
        const std::string request = connection.ReadRequest();
        connection.Answer(request.substr(request.find("\r\n\r\n") + 4));
      },
      Opener());
  Endpoint endpoint = EndpointOf(server);
  endpoint.compression = false;
  auto session = OpenHttpSession(endpoint);
  ASSERT_TRUE(session.has_value());
  const std::string data(3'000'000, 'x');
  const QueryResult result = (*session)->Execute({.sql = "INSERT", .body = data});
  ASSERT_TRUE(result.has_value()) << result.error().error.message();
  EXPECT_TRUE(result->body == "INSERT\n" + data);
}

TEST_F(HttpSessionAgainstScriptedTlsServer, AsksForTheHostItWants) {
  ScriptedServer server(AnswerAll, Opener());
  EXPECT_EQ(Outcome(EndpointOf(server)), "ok: 1\n");
  EXPECT_EQ(asked_for(), "localhost");
}

TEST_F(HttpSessionAgainstScriptedTlsServer, AcceptsACertificateThatIsMadeOutToItsAddress) {
  MakeCertificate("address", "IP:127.0.0.1");
  ShowCertificate("address");
  ScriptedServer server(AnswerAll, Opener());
  Endpoint endpoint = EndpointOf(server);
  endpoint.host = "127.0.0.1";
  EXPECT_EQ(Outcome(endpoint), "ok: 1\n");
  EXPECT_EQ(asked_for(), "");  // an address is no name to ask for
}

TEST_F(HttpSessionAgainstScriptedTlsServer, SpeaksNoOldTls) {
  SetLatestVersion(TLS1_1_VERSION);
  ScriptedServer server(AnswerAll, Opener());
  EXPECT_THAT(
      Outcome(EndpointOf(server)),
      ::testing::StartsWith("not sent, connection: TLS with https://localhost:PORT failed: "));
}

TEST_F(HttpSessionAgainstScriptedTlsServer, TrustsNoOtherAuthority) {
  ScriptedServer server(AnswerAll, Opener());
  Endpoint endpoint = EndpointOf(server);
  endpoint.ca_file = Path("stranger.pem");
  EXPECT_EQ(
      Outcome(endpoint),
      "not sent, connection: TLS with https://localhost:PORT failed: the server's certificate "
      "cannot be trusted: unable to get local issuer certificate");
  endpoint.ca_file.clear();  // the system's authorities
  EXPECT_EQ(
      Outcome(endpoint),
      "not sent, connection: TLS with https://localhost:PORT failed: the server's certificate "
      "cannot be trusted: unable to get local issuer certificate");
}

TEST_F(HttpSessionAgainstScriptedTlsServer, ChecksTheHostName) {
  ScriptedServer server(AnswerAll, Opener());
  Endpoint endpoint = EndpointOf(server);
  endpoint.host = "127.0.0.1";
  EXPECT_EQ(Outcome(endpoint),
            "not sent, connection: TLS with https://127.0.0.1:PORT failed: the server's "
            "certificate is not made out to '127.0.0.1'");
}

TEST_F(HttpSessionAgainstScriptedTlsServer, ShowsItsClientCertificate) {
  RequireClientCertificate();
  ScriptedServer server(AnswerAll, Opener());
  Endpoint endpoint = EndpointOf(server);
  endpoint.client_certificate = Path("client.pem");
  endpoint.client_key = Path("client.key");
  EXPECT_EQ(Outcome(endpoint), "ok: 1\n");
}

// With TLS 1.3 the server's refusal comes when the client has sent its request already.
TEST_F(HttpSessionAgainstScriptedTlsServer, KnowsThatARefusedClientCertificateMeansNotSent) {
  RequireClientCertificate();
  ScriptedServer server(AnswerAll, Opener());
  EXPECT_THAT(Outcome(EndpointOf(server)),
              ::testing::AllOf(::testing::StartsWith("not sent, connection: TLS with "
                                                     "https://localhost:PORT failed: "),
                               HasSubstr("certificate required")));
}

TEST_F(HttpSessionAgainstScriptedTlsServer, NamesAFileThatCannotBeUsed) {
  ScriptedServer server(AnswerAll, Opener());
  Endpoint endpoint = EndpointOf(server);
  endpoint.ca_file = "/nowhere/ca.pem";
  EXPECT_THAT(Outcome(endpoint), HasSubstr("/nowhere/ca.pem"));
  endpoint = EndpointOf(server);
  endpoint.client_certificate = "/nowhere/client.pem";
  EXPECT_THAT(Outcome(endpoint), HasSubstr("/nowhere/client.pem"));
}

TEST_F(HttpSessionAgainstScriptedTlsServer, AdvisesHttpWhereThePortSpeaksNoTls) {
  ScriptedServer server([](ScriptedConnection& connection) {
    connection.ReadBytes(1);
    connection.Write("HTTP/1.1 400 Bad Request\r\n\r\n");
    connection.HoldUntilClientCloses();
  });
  auto session = OpenHttpSession(EndpointOf(server));
  ASSERT_TRUE(session.has_value());
  const QueryResult result = (*session)->Execute({.sql = "SELECT 1"});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().delivery, Delivery::kNotSent);
  EXPECT_EQ(result.error().error.code(), ErrorCode::kConnection);
  EXPECT_EQ(result.error().error.advice(),
            "the port speaks no TLS: write http:// in the target's url, or the port of the HTTPS "
            "interface");
}

TEST_F(HttpSessionAgainstScriptedTlsServer, FailsClearlyWhereThePortWantsTls) {
  ScriptedServer server(AnswerAll, Opener());
  Endpoint endpoint = EndpointOf(server);
  endpoint.tls = false;
  EXPECT_THAT(Outcome(endpoint), ::testing::StartsWith("sent, protocol: "));
}

}  // namespace
}  // namespace housewright::db
