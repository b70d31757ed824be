"""How the test scripts run graph_answer."""

import json
import queue
import subprocess
import threading


def answered(program, questions):
    """Each question with graph_answer's answer, while it still works on later ones."""
    process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    asked = queue.SimpleQueue()

    def write():
        for question in questions:
            asked.put(question)
            process.stdin.write(json.dumps(question) + "\n")
        process.stdin.close()

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    for line in process.stdout:
        yield asked.get(), json.loads(line)
    writer.join()
    if process.wait() != 0 or not asked.empty():
        raise SystemExit("graph_answer ended with exit code %d" % process.returncode)
