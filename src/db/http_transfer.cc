#include "db/http_transfer.h"

#include <curl/curl.h>
#include <pthread.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <system_error>

#include "base/text.h"

namespace housewright::db {
namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

// libcurl's resending. On a kept-alive connection that ends before a byte of the answer came,
// libcurl connects anew and sends the request again, without asking: the server may have closed an
// idle connection just then, which is harmless for a GET and not for a statement, because the
// server may as well have read it, begun, and crashed. Three locks, any of which is enough:
//   - BeforeRequest: libcurl calls it before it writes a request, also before it writes one again.
//   A
//     request of whose body a byte was handed out is not begun a second time.
//   - SeekBody: libcurl must rewind the body before it sends it again, and cannot.
//   - kLongestIdle: a connection that was idle for longer is not used again at all, so that the
//   case
//     is rare. Servers close after 3 s (old defaults), 10 s and 30 s. libcurl compares whole
//     seconds, "more than 1" means 2 s or longer.
constexpr long kLongestIdle = 1;

constexpr milliseconds kLongestWait{1000};

struct State {
  BodyStream* body = nullptr;
  HttpAnswer answer;
  std::vector<Progress> progress;  // arrived and not reported yet
  bool connected = false;
  SteadyClock::time_point last_byte;

  void Touch() { last_byte = SteadyClock::now(); }
};

State& StateOf(void* pointer) { return *static_cast<State*>(pointer); }

extern "C" {

int HousewrightBeforeRequest(void* pointer, char* /*peer*/, char* /*self*/, int /*peer_port*/,
                             int /*self_port*/) {
  State& state = StateOf(pointer);
  if (state.body->started()) return CURL_PREREQFUNC_ABORT;
  state.connected = true;
  state.Touch();
  return CURL_PREREQFUNC_OK;
}

int HousewrightSeekBody(void* /*pointer*/, curl_off_t /*offset*/, int /*origin*/) {
  return CURL_SEEKFUNC_FAIL;
}

std::size_t HousewrightReadBody(char* buffer, std::size_t size, std::size_t count, void* pointer) {
  State& state = StateOf(pointer);
  state.Touch();
  const std::size_t given = state.body->Read(buffer, size * count);
  return state.body->failed() ? CURL_READFUNC_ABORT : given;
}

std::size_t HousewrightTakeHeader(char* data, std::size_t size, std::size_t count, void* pointer) {
  State& state = StateOf(pointer);
  state.Touch();
  const std::string_view line(data, size * count);
  constexpr std::string_view kProgress = "x-clickhouse-progress:";
  if (line.size() > kProgress.size() &&
      EqualsIgnoringCase(line.substr(0, kProgress.size()), kProgress)) {
    // Not kept among the headers: there may be thousands.
    if (auto progress = ParseProgress(Trim(line.substr(kProgress.size())))) {
      state.progress.push_back(*progress);
    }
    return size * count;
  }
  AddHeaderLine(state.answer, line);
  return size * count;
}

std::size_t HousewrightTakeBody(char* data, std::size_t size, std::size_t count, void* pointer) {
  State& state = StateOf(pointer);
  state.Touch();
  state.answer.body.append(data, size * count);
  return size * count;
}

}  // extern "C"

struct FreeEasy {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeMulti {
  void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

HeaderList MakeHeaderList(const std::vector<std::string>& headers) {
  HeaderList list;
  for (const std::string& header : headers) {
    curl_slist* longer = curl_slist_append(list.get(), header.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(list.release());
    list.reset(longer);
  }
  return list;
}

TransferFailure FailureOf(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return TransferFailure::kResolve;
    case CURLE_COULDNT_CONNECT:
      return TransferFailure::kConnect;
    case CURLE_OPERATION_TIMEDOUT:  // no other limit of libcurl's is set
      return TransferFailure::kConnectTimeout;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
      return TransferFailure::kTls;
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CRL_BADFILE:
      return TransferFailure::kTlsFiles;
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_PARTIAL_FILE:
    case CURLE_SEND_FAIL_REWIND:
    case CURLE_ABORTED_BY_CALLBACK:  // BeforeRequest
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WRITE_ERROR:
      return TransferFailure::kBroken;
    case CURLE_UNSUPPORTED_PROTOCOL:  // "Received HTTP/0.9 when not allowed"
    case CURLE_WEIRD_SERVER_REPLY:
      return TransferFailure::kNotHttp;
    default:
      return TransferFailure::kOther;
  }
}

void SetTls(CURL* easy, const Endpoint& endpoint) {
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!endpoint.ca_file.empty()) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, endpoint.ca_file.c_str());
    curl_easy_setopt(easy, CURLOPT_CAPATH,
                     nullptr);  // this authority, and not the system's beside it
  }
  if (!endpoint.client_certificate.empty()) {
    curl_easy_setopt(easy, CURLOPT_SSLCERT, endpoint.client_certificate.c_str());
  }
  if (!endpoint.client_key.empty()) {
    curl_easy_setopt(easy, CURLOPT_SSLKEY, endpoint.client_key.c_str());
  }
  // Without a passphrase OpenSSL would ask for one on the terminal.
  curl_easy_setopt(easy, CURLOPT_KEYPASSWD, "");
}

void SetUp(CURL* easy, const Endpoint& endpoint) {
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, endpoint.tls ? "https" : "http");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  // Not even a proxy of the environment: http_proxy would catch requests to loopback, too.
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPIDLE, 30L);
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPINTVL, 15L);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_HTTP09_ALLOWED, 0L);
  curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, kLongestIdle);
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "housewright");
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                   std::max(1L, static_cast<long>(endpoint.connect_timeout.count())));
  if (endpoint.compression) curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
  SetTls(easy, endpoint);

  curl_easy_setopt(easy, CURLOPT_POST, 1L);
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, HousewrightBeforeRequest);
  curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, HousewrightSeekBody);
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, HousewrightReadBody);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, HousewrightTakeHeader);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, HousewrightTakeBody);
}

}  // namespace

struct HttpConnection::Handles {
  // The multi handle owns the connection, and goes last.
  std::unique_ptr<CURLM, FreeMulti> multi;
  std::unique_ptr<CURL, FreeEasy> easy;
  std::array<char, CURL_ERROR_SIZE> detail{};

  explicit Handles(const Endpoint& endpoint) : multi(curl_multi_init()), easy(curl_easy_init()) {
    if (!multi || !easy) throw std::bad_alloc();
    SetUp(easy.get(), endpoint);
    curl_easy_setopt(easy.get(), CURLOPT_ERRORBUFFER, detail.data());
  }

  void Prepare(const std::string& url, const HeaderList& headers, const BodyStream& body,
               State& state) {
    detail[0] = '\0';
    curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, headers.get());
    const curl_off_t size = body.compressed() ? -1 : static_cast<curl_off_t>(body.plain_size());
    curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDSIZE_LARGE, size);
    for (const CURLoption option : {CURLOPT_PREREQDATA, CURLOPT_SEEKDATA, CURLOPT_READDATA,
                                    CURLOPT_HEADERDATA, CURLOPT_WRITEDATA}) {
      curl_easy_setopt(easy.get(), option, &state);
    }
  }

  // libcurl's verdict, or nothing while the transfer goes on.
  std::optional<CURLcode> Finished() const {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi.get(), &left)) {
      if (message->msg == CURLMSG_DONE) return message->data.result;
    }
    return std::nullopt;
  }

  std::string Detail(CURLcode code) const {
    long os_error = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_OS_ERRNO, &os_error);
    if (code == CURLE_COULDNT_CONNECT && os_error != 0) {
      return ToLower(std::generic_category().message(static_cast<int>(os_error)));
    }
    return detail[0] != '\0' ? FirstLine(detail.data(), 200) : curl_easy_strerror(code);
  }
};

namespace {

// Puts the transfer into the multi handle for as long as the object lives.
class Running {
 public:
  Running(CURLM* multi, CURL* easy) : multi_(multi), easy_(easy) {
    curl_multi_add_handle(multi_, easy_);
  }
  ~Running() { curl_multi_remove_handle(multi_, easy_); }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  CURLM* multi_;
  CURL* easy_;
};

void Report(State& state, const std::function<void(const Progress&)>& on_progress) {
  const std::vector<Progress> arrived = std::exchange(state.progress, {});
  if (!on_progress) return;
  for (const Progress& progress : arrived) on_progress(progress);
}

milliseconds TimeLeft(const State& state, milliseconds idle_timeout) {
  if (!state.connected) return kLongestWait;  // the connect timeout is libcurl's
  return std::chrono::ceil<milliseconds>(state.last_byte + idle_timeout - SteadyClock::now());
}

// OpenSSL writes to a closed connection without MSG_NOSIGNAL, and with CURLOPT_NOSIGNAL libcurl
// leaves SIGPIPE to us. It is held back for this thread only, and swallowed where it came.
class WithoutSigpipe {
 public:
  WithoutSigpipe() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    was_pending_ = IsPending();
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~WithoutSigpipe() {
    const timespec at_once = {};
    if (!was_pending_ && IsPending()) sigtimedwait(&pipe_, nullptr, &at_once);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  WithoutSigpipe(const WithoutSigpipe&) = delete;
  WithoutSigpipe& operator=(const WithoutSigpipe&) = delete;

 private:
  static bool IsPending() {
    sigset_t pending;
    sigemptyset(&pending);
    sigpending(&pending);
    return sigismember(&pending, SIGPIPE) == 1;
  }
  sigset_t pipe_;
  sigset_t before_;
  bool was_pending_ = false;
};

void InitializeLibcurl() {
  // Thread-safe since 7.84 in itself; once for the process, and never undone.
  static const CURLcode initialized = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(initialized);
}

}  // namespace

HttpConnection::HttpConnection(const Endpoint& endpoint) : endpoint_(endpoint) {
  InitializeLibcurl();
}

HttpConnection::~HttpConnection() {
  const WithoutSigpipe without_sigpipe;  // TLS says goodbye
  handles_.reset();
}

Transfer HttpConnection::Post(const std::string& url, const std::vector<std::string>& headers,
                              BodyStream& body, milliseconds idle_timeout,
                              const std::stop_token& stop,
                              const std::function<void(const Progress&)>& on_progress) {
  const WithoutSigpipe without_sigpipe;
  // Taken out of the member while it runs: what leaves early drops the connection.
  std::unique_ptr<Handles> handles = std::move(handles_);
  if (!handles) handles = std::make_unique<Handles>(endpoint_);
  const HeaderList header_list = MakeHeaderList(headers);
  State state{.body = &body, .answer = {}, .progress = {}, .last_byte = SteadyClock::now()};
  handles->Prepare(url, header_list, body, state);

  Transfer transfer;
  {
    const Running running(handles->multi.get(), handles->easy.get());
    const std::stop_callback wake(stop,
                                  [multi = handles->multi.get()] { curl_multi_wakeup(multi); });
    while (true) {
      int active = 0;
      const CURLMcode performed = curl_multi_perform(handles->multi.get(), &active);
      Report(state, on_progress);
      if (const std::optional<CURLcode> code = handles->Finished()) {
        transfer.end = *code == CURLE_OK ? TransferEnd::kComplete : TransferEnd::kFailed;
        if (*code == CURLE_OK) break;
        transfer.failure = FailureOf(*code);
        transfer.detail = handles->Detail(*code);
        break;
      }
      if (performed != CURLM_OK) {
        transfer.failure = TransferFailure::kOther;
        transfer.detail = curl_multi_strerror(performed);
        break;
      }
      if (stop.stop_requested()) {
        transfer.end = TransferEnd::kStopped;
        break;
      }
      const milliseconds left = TimeLeft(state, idle_timeout);
      if (left <= milliseconds(0)) {
        transfer.end = TransferEnd::kIdle;
        break;
      }
      curl_multi_poll(handles->multi.get(), nullptr, 0,
                      static_cast<int>(std::min(left, kLongestWait).count()), nullptr);
    }
  }
  transfer.connected = state.connected;
  transfer.sent = body.started();
  transfer.answer = std::move(state.answer);
  if (transfer.end == TransferEnd::kComplete) handles_ = std::move(handles);
  return transfer;
}

}  // namespace housewright::db
