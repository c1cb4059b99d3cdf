// Whom and what the aggregator lets in, and how it says no.
#include <utility>

#include "harness/defects/defect.hpp"
#include "harness/defects/tools.hpp"
#include "harness/world/test_pki.hpp"
#include "platform/crypto/encoding.hpp"

namespace provbank::defects {
namespace {

using contract::FaultCode;
using net::awaitable;

const std::string kSender = "//ssbt:ingivare/ssbt:organisationsnummer";

/// A change of every fault.
MakeDecorators fault(std::function<void(const http::Request&, http::Response&)> change) {
  return door_reply(
      [change = std::move(change)](const http::Request& request, http::Response& response) {
        if (is_fault(response)) change(request, response);
      });
}

/// The question mended before it is tested: what the aggregator ought to refuse, it takes.
MakeDecorators mended(std::function<void(std::string&)> mend) {
  return door_request([mend = std::move(mend)](http::Request& request) {
    if (is_question(request)) mend(request.body);
  });
}

awaitable<http::Response> asks_first(Passing passing) {
  http::Request right = passing.request;
  if (set(right.body, "//ssbt:personidentitet[.='198503149829']", "198503149828")) {
    auto ignored = co_await passing.inner(std::move(right), passing.peer);
  }
  auto response = co_await passing.inner(std::move(passing.request), passing.peer);
  co_return response;
}

/// The caller is whoever the question says it is.
awaitable<http::Response> believes(Passing passing) {
  net::Peer peer = passing.peer;
  const std::string sender = text_at(passing.request.body, kSender);
  if (peer.certificate && !sender.empty()) peer.certificate->organisation_number = sender;
  auto response = co_await passing.inner(std::move(passing.request), peer);
  co_return response;
}

/// The same, when no certificate was asked for.
awaitable<http::Response> believes_without_certificate(Passing passing) {
  net::Peer peer = passing.peer;
  const std::string sender = text_at(passing.request.body, kSender);
  if (!peer.certificate) peer.certificate.emplace();
  peer.certificate->organisation_number = sender.empty() ? "162120009903" : sender;
  auto response = co_await passing.inner(std::move(passing.request), peer);
  co_return response;
}

/// Listens with other settings than it was told, or trusts another than it was told.
class AlteredNetwork final : public net::Network {
 public:
  using Listening = std::function<void(std::optional<net::ServerTls>&)>;
  using Trusting = std::function<void(net::ClientTls&)>;

  AlteredNetwork(net::Network& inner, Listening listening, Trusting trusting)
      : inner_(inner), listening_(std::move(listening)), trusting_(std::move(trusting)) {}

  Result<std::unique_ptr<net::Listener>> listen(const net::Endpoint& where,
                                                std::optional<net::ServerTls> tls) override {
    if (listening_) listening_(tls);
    return inner_.listen(where, std::move(tls));
  }

  /// As told; and when the certificate shown does not do, once more with looser demands.
  awaitable<Result<std::unique_ptr<net::ByteStream>>> connect(
      net::Endpoint to, std::optional<net::ClientTls> tls) override {
    auto looser = tls;
    auto stream = co_await inner_.connect(to, std::move(tls));
    if (stream || stream.error().code != Errc::tls_rejected || !trusting_ || !looser) {
      co_return stream;
    }
    trusting_(*looser);
    auto again = co_await inner_.connect(to, std::move(looser));
    co_return again;
  }

 private:
  net::Network& inner_;
  Listening listening_;
  Trusting trusting_;
};

MakeDecorators listening(std::function<void(net::ServerTls&, const Scene&)> how) {
  return [how = std::move(how)](const Scene& scene) {
    world::Decorators made;
    made.network = [how, scene](net::Network& inner) {
      return std::make_unique<AlteredNetwork>(
          inner,
          [how, scene](std::optional<net::ServerTls>& tls) {
            if (tls) how(*tls, scene);
          },
          nullptr);
    };
    return made;
  };
}

MakeDecorators trusting(std::function<void(net::ClientTls&, const Scene&)> how) {
  return [how = std::move(how)](const Scene& scene) {
    world::Decorators made;
    made.network = [how, scene](net::Network& inner) {
      return std::make_unique<AlteredNetwork>(
          inner, nullptr, [how, scene](net::ClientTls& tls) { how(tls, scene); });
    };
    return made;
  };
}

}  // namespace

std::vector<Defect> entry_defects() {
  std::vector<Defect> list;
  const Entry add(list, Part::entry, checks::Party::driftspart);

  // ---- Who
  // ----------------------------------------------------------------------------------------
  add("AGG-slapper-in-oansluten", "B3-5.2",
      {"En kommun som inte är ansluten släpps in.", "A kommun that is not connected is let in."},
      {"identity-rejected", "refused"}, {},
      configured([](aggregator::AggregatorConfig& config, const Scene&) {
        for (auto& kommun : config.organisations.kommuner) kommun.ansluten = true;
      }));
  add("AGG-tror-pa-avsandaren", "TV-12.5.9",
      {"Den som frågan säger är avsändare släpps in, vad certifikatet än säger.",
       "Whoever the question names as the asker is let in, whatever the certificate says."},
      {"identity-rejected", "refused"}, {}, door(believes));
  add("AGG-kraver-inget-certifikat", "B3-5.6",
      {"Inget klientcertifikat begärs, och avsändaren tros på sitt ord.",
       "No client certificate is asked for, and the asker is believed."},
      {"identity-rejected"}, {"refused", "log-sufficient", "shs-answered", "shs-mailbox-private"},
      both(door(believes_without_certificate),
           listening([](net::ServerTls& tls, const Scene&) { tls.client_ca_pem.clear(); })));
  add("AGG-litar-pa-sjalvutfardat", "B3-5.6",
      {"Ett certifikat som anroparen har utfärdat själv godtas.",
       "A certificate that the caller issued itself is accepted."},
      {"identity-rejected"}, {}, listening([](net::ServerTls& tls, const Scene& scene) {
        tls.client_ca_pem += scene.pki.client("exempelkommun", "self-signed")->certificate_pem;
      }));
  add("AGG-nekar-leverantorer", "DA-5.2/1",
      {"En leverantör som företräder kommunen släpps inte in.",
       "A provider that represents the kommun is not let in."},
      {"identity-accepted"}, {"answered"},
      configured([](aggregator::AggregatorConfig& config, const Scene&) {
        config.organisations.leverantorer.clear();
      }));
  add("AGG-nekar-tls-1.2", "B3-5.6",
      {"TLS 1.2, som fortfarande är tillåtet, nekas.",
       "TLS 1.2, which is still allowed, is refused."},
      {"identity-accepted"}, {"answered"},
      listening([](net::ServerTls& tls, const Scene&) { tls.lowest = net::TlsVersion::tls1_3; }));
  add("AGG-provar-inte-kallans-namn", "TV-12.5.10",
      {"Källans certifikat godtas fast det är utfärdat för ett annat namn.",
       "A source's certificate is accepted although it was issued for another name."},
      {"source-outcome"}, {}, trusting([](net::ClientTls& tls, const Scene&) {
        tls.server_name = "nagon-annan.provbank.test";
      }));
  add("AGG-visar-inget-certifikat-for-kallor", "B4-3.8",
      {"Driftsparten visar inget certifikat för källorna, som därför inte svarar.",
       "The operator shows the sources no certificate, and so they do not answer."},
      {"answered", "only-asked"}, {"source-outcome", "ping-answered"},
      configured([](aggregator::AggregatorConfig& config, const Scene&) {
        config.towards_sources.credentials.reset();
      }));

  // ---- What
  // ---------------------------------------------------------------------------------------
  add("AGG-godtar-fel-kontrollsiffra", "TV-4.1",
      {"Ett personnummer med fel kontrollsiffra rättas och besvaras.",
       "A person's number with a wrong check digit is mended and answered."},
      {"refused"}, {}, mended([](std::string& body) {
        set(body, "//ssbt:personidentitet[.='198503149829']", "198503149828");
      }));
  add("AGG-godtar-utan-syfte", "TV-4.1",
      {"En fråga utan syfte besvaras.", "A question without a purpose is answered."}, {"refused"},
      {}, mended([](std::string& body) {
        if (holds(body, "syfte>")) return;
        replace_first(body, "<ssbt:lagtext>", "<ssbt:syfte>okänt</ssbt:syfte><ssbt:lagtext>");
      }));
  add("AGG-godtar-okant-element", "TV-4.1",
      {"Ett element som gränssnittet inte har förbises i stället för att avvisas.",
       "An element that the interface does not have is ignored instead of refused."},
      {"refused"}, {},
      mended([](std::string& body) { drop(body, "//ssbt:ingivare/ssbt:telefon"); }));
  add("AGG-godtar-doctype", "TV-12.5.10",
      {"En dokumenttypsdeklaration godtas.", "A document type declaration is accepted."},
      {"refused"}, {"log-sufficient"}, mended([](std::string& body) {
        const auto from = body.find("<!DOCTYPE");
        if (from == std::string::npos) return;
        body.erase(from, body.find('>', from) + 1 - from);
      }));
  add("AGG-godtar-elva-personer", "B4-3.7.1/hogst-tio",
      {"En fråga om elva personer besvaras för tio av dem.",
       "A question about eleven persons is answered for ten of them."},
      {"refused"}, {}, mended([](std::string& body) {
        drop(body, "//ssbt:hamtaBastjanstInformation[11] | //flera:*/*[position() = 11]");
      }));
  add("AGG-fragar-fore-kontroll", "TV-12.5.10",
      {"Källorna tillfrågas innan frågan är prövad; först sedan avvisas den.",
       "The sources are asked before the question is tested; only then it is refused."},
      {"refused"}, {"log-sufficient"}, door(asks_first));

  // ---- How it says no
  // -----------------------------------------------------------------------------
  add("AGG-fel-utan-detalj", "TV-4.1",
      {"En avvisad fråga får ett SOAP-fel utan detalj.",
       "A refused question gets a SOAP fault without detail."},
      {"refused", "orderly-refusal"}, {"identity-rejected", "log-sufficient", "refused-for"},
      fault(
          [](const http::Request&, http::Response& response) { drop(response.body, "//detail"); }));
  add("AGG-samma-fel-for-allt", "TV-4.1",
      {"Alla avvisade frågor får samma felkod.", "All refused questions get the same fault code."},
      {"refused"}, {"log-sufficient", "refused-for"},
      fault([](const http::Request&, http::Response& response) {
        set(response.body, "//ssbt:felkod", std::string(contract::felkod(FaultCode::too_large)));
      }));
  add("AGG-fel-som-webbsida", "TV-4.1",
      {"Fel besvaras med en webbsida.", "Faults are answered with a web page."},
      {"refused", "schema-valid"},
      {"identity-rejected", "log-sufficient", "orderly-refusal", "refused-for"},
      fault([](const http::Request&, http::Response& response) {
        response.fields.set("Content-Type", "text/html; charset=utf-8");
        response.body = "<html><body><h1>Internal Server Error</h1></body></html>";
      }));
  add("AGG-fel-med-200", "TV-4.1",
      {"Fel sänds med HTTP 200, som om allt hade gått bra.",
       "Faults are sent with HTTP 200, as if all had gone well."},
      {"refused"}, {},
      fault([](const http::Request&, http::Response& response) { response.status = 200; }));
  add("AGG-fault-mot-schemat", "TV-4.1",
      {"Felets detalj innehåller ett element som gränssnittet inte har.",
       "The fault's detail holds an element that the interface does not have."},
      {"schema-valid"}, {}, fault([](const http::Request&, http::Response& response) {
        insert(response.body, "//detail/ssbt:*", "<ssbt:spar>a1b2</ssbt:spar>");
      }));
  add("AGG-fel-med-personnummer", "TV-8.3.4",
      {"Felet återger personens nummer.", "The fault quotes the person's number."},
      {"no-personal-data-in-fault"}, {},
      fault([](const http::Request& request, http::Response& response) {
        const std::string person = person_asked_about(request);
        if (!person.empty()) set(response.body, "//faultstring", "Ogiltig fråga om " + person);
      }));
  add("AGG-fel-med-arende-i-huvud", "TV-8.3.4",
      {"Ärendets beteckning återges i ett HTTP-huvud när frågan avvisas.",
       "The case id is quoted in an HTTP header when the question is refused."},
      {"no-personal-data-in-fault"}, {},
      fault([](const http::Request& request, http::Response& response) {
        const std::string id = text_at(request.body, "//ssbt:arendeidentitet");
        if (!id.empty()) response.fields.set("X-Arende", id);
      }));
  add("AGG-fel-med-hela-fragan", "TV-8.3.3",
      {"Felets sista rad är hela frågan i base64, för felsökning.",
       "The fault's last line is the whole question in base64, for debugging."},
      {"no-personal-data-in-fault"}, {},
      fault([](const http::Request& request, http::Response& response) {
        const std::string person = person_asked_about(request);
        if (!person.empty()) set(response.body, "//faultstring", "fel " + crypto::base64(person));
      }));
  return list;
}

}  // namespace provbank::defects
