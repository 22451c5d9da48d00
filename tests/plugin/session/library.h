// libinlay.so as a host that is not C++ meets it: loaded when the test runs, spoken to in JSON.
#pragma once

#include "inlay/plugin/inlay.h"

#include <dlfcn.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>

namespace inlay::test {

class Library {
  public:
    explicit Library(char const* path) : handle_(dlopen(path, RTLD_NOW | RTLD_LOCAL)) {
        if (handle_ == nullptr) throw std::runtime_error(dlerror());
    }
    template <class Function>
    [[nodiscard]] Function* function(char const* name) const {
        void* const found = dlsym(handle_, name);
        if (found == nullptr) throw std::runtime_error(std::string("the library has no ") + name);
        return reinterpret_cast<Function*>(found);
    }
    // The JSON that a function of the library gives.
    template <class... Arguments>
    [[nodiscard]] nlohmann::json json(char const* name, Arguments... arguments) const {
        return value(function<char*(Arguments...)>(name)(arguments...));
    }
    // Runs a job to its end.
    [[nodiscard]] nlohmann::json run(inlay_job_request request) const {
        request.struct_size = sizeof request;
        auto* const job = function<decltype(inlay_job_start)>("inlay_job_start")(&request);
        inlay_job_status status{};
        status.struct_size = sizeof status;
        while (status.finished == 0) {
            function<decltype(inlay_job_poll)>("inlay_job_poll")(job, &status);
            std::this_thread::sleep_for(std::chrono::milliseconds(2)); // as a host polls from its own loop
        }
        auto result = json("inlay_job_result", job);
        function<decltype(inlay_job_free)>("inlay_job_free")(job);
        return result;
    }
    [[nodiscard]] nlohmann::json task(nlohmann::json const& request) const {
        auto* const task = function<decltype(inlay_task_start)>("inlay_task_start")(request.dump().c_str());
        char* text = nullptr;
        while ((text = function<decltype(inlay_task_result)>("inlay_task_result")(task)) == nullptr)
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        function<decltype(inlay_task_free)>("inlay_task_free")(task);
        return value(text);
    }

  private:
    [[nodiscard]] nlohmann::json value(char* text) const {
        auto parsed = text == nullptr ? nlohmann::json() : nlohmann::json::parse(text);
        function<decltype(inlay_string_free)>("inlay_string_free")(text);
        return parsed;
    }
    void* handle_; // stays loaded: a thread of it may outlive the test
};

} // namespace inlay::test
