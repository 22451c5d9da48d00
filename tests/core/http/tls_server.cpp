// How does a scripted server speak TLS? OpenSSL over a socket of ours; one connection after the other.
#include "tls_server.h"

#include <arpa/inet.h>
#include <array>
#include <csignal>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdexcept>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace inlay::test {
namespace {

template <auto function>
struct Free {
    template <class T>
    void operator()(T* object) const {
        function(object);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Cert = std::unique_ptr<X509, Free<X509_free>>;
using Context = std::unique_ptr<SSL_CTX, Free<SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, Free<SSL_free>>;

void extend(X509* certificate, X509* issuer, int kind, std::string const& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>> const extension(
        X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
    if (!extension || X509_add_ext(certificate, extension.get(), -1) != 1) throw std::runtime_error("an extension");
}

Cert make(Certificate const& wanted, std::string const& subject, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key,
          bool is_authority) {
    Cert certificate(X509_new());
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), is_authority ? 1 : 2);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), wanted.begins_in_days * 86'400L);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), wanted.ends_in_days * 86'400L);
    auto* const name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<unsigned char const*>(subject.c_str()), -1,
                               -1, 0);
    X509* const signer = issuer != nullptr ? issuer : certificate.get();
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(signer));
    X509_set_pubkey(certificate.get(), key);
    if (is_authority) {
        extend(certificate.get(), signer, NID_basic_constraints, "critical,CA:TRUE");
    } else {
        in_addr address{};
        bool const number = ::inet_pton(AF_INET, wanted.name.c_str(), &address) == 1;
        extend(certificate.get(), signer, NID_subject_alt_name, (number ? "IP:" : "DNS:") + wanted.name);
    }
    if (X509_sign(certificate.get(), issuer_key, EVP_sha256()) == 0) throw std::runtime_error("a signature");
    return certificate;
}

std::string pem(X509* certificate) {
    std::unique_ptr<BIO, Free<BIO_free>> const out(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(out.get(), certificate);
    char* data = nullptr;
    auto const size = BIO_get_mem_data(out.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

} // namespace

struct TlsServer::Impl {
    TlsBehaviour behaviour;
    std::string body;
    Key key{EVP_EC_gen("P-256")};
    Key authority_key{EVP_EC_gen("P-256")};
    std::string authority;
    Context context{SSL_CTX_new(TLS_server_method())};
    int listener = -1;
    int port = 0;
    std::thread thread;

    void serve(int socket) const {
        linger const none{1, 0}; // closing becomes RST
        if (behaviour == TlsBehaviour::reset_in_handshake) {
            char byte = 0;
            ::recv(socket, &byte, 1, MSG_PEEK);
            ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &none, sizeof none);
            return;
        }
        Session const session(SSL_new(context.get()));
        SSL_set_fd(session.get(), socket);
        if (SSL_accept(session.get()) != 1) return;
        std::array<char, 4096> buffer;
        if (SSL_read(session.get(), buffer.data(), static_cast<int>(buffer.size())) <= 0) return;
        if (behaviour == TlsBehaviour::reset_in_upload) {
            ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &none, sizeof none);
            return;
        }
        std::string const reply =
            behaviour == TlsBehaviour::answer
                ? "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body
                : "HTTP/1.1 200 OK\r\nContent-Length: 600\r\n\r\nhalf";
        SSL_write(session.get(), reply.data(), static_cast<int>(reply.size()));
        if (behaviour == TlsBehaviour::answer) SSL_shutdown(session.get());
        ::shutdown(socket, SHUT_WR);
        while (::recv(socket, buffer.data(), buffer.size(), 0) > 0) {
        }
    }
};

TlsServer::TlsServer(Certificate const& certificate, TlsBehaviour behaviour, std::string body)
    : impl_(std::make_unique<Impl>()) {
    auto& impl = *impl_;
    impl.behaviour = behaviour;
    impl.body = std::move(body);
    auto const authority =
        make({}, "Inlay test authority", impl.authority_key.get(), nullptr, impl.authority_key.get(), true);
    auto const own = certificate.from_authority
                         ? make(certificate, "server", impl.key.get(), authority.get(), impl.authority_key.get(), false)
                         : make(certificate, "server", impl.key.get(), nullptr, impl.key.get(), false);
    impl.authority = pem(certificate.from_authority ? authority.get() : own.get());
    if (SSL_CTX_use_certificate(impl.context.get(), own.get()) != 1 ||
        SSL_CTX_use_PrivateKey(impl.context.get(), impl.key.get()) != 1)
        throw std::runtime_error("the TLS server's certificate");
    impl.listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    if (::bind(impl.listener, any, size) != 0 || ::listen(impl.listener, 16) != 0 ||
        ::getsockname(impl.listener, any, &size) != 0)
        throw std::runtime_error("the TLS server's socket");
    impl.port = ntohs(address.sin_port);
    impl.thread = std::thread([&impl] {
        sigset_t pipe; // SSL_write() raises it, and whether the client does is what a test looks for
        ::sigemptyset(&pipe);
        ::sigaddset(&pipe, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
        for (int socket = ::accept(impl.listener, nullptr, nullptr); socket >= 0;
             socket = ::accept(impl.listener, nullptr, nullptr)) {
            impl.serve(socket);
            ::close(socket);
        }
    });
}

TlsServer::~TlsServer() {
    ::shutdown(impl_->listener, SHUT_RDWR);
    impl_->thread.join();
    ::close(impl_->listener);
}

int TlsServer::port() const {
    return impl_->port;
}
std::string TlsServer::url() const {
    return "https://127.0.0.1:" + std::to_string(impl_->port) + "/";
}
std::string TlsServer::authority() const {
    return impl_->authority;
}

} // namespace inlay::test
