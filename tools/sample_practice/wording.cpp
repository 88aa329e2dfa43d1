#include "sample_practice/wording.h"

#include <fmt/core.h>

#include <array>

namespace digue::sample {
namespace {

using Words = const char*;

constexpr std::array<Words, 14> acts{
    "Détartrage complet",     "Composite deux faces",       "Composite trois faces",    "Dévitalisation incisive",
    "Dévitalisation molaire", "Couronne céramo-métallique", "Avulsion dent permanente", "Inlay-core",
    "Bilan bucco-dentaire",   "Scellement de sillons",      "Pose d'implant",           "Gouttière occlusale",
    "Surfaçage radiculaire",  "Appareil amovible"};

constexpr std::array<Words, 10> reasons{"Contrôle annuel",     "Douleur",          "Suite de soins", "Urgence",
                                        "Première visite",     "Pose de couronne", "Essayage",       "Dépose de fils",
                                        "Suivi orthodontique", "Devis à discuter"};

constexpr std::array<Words, 24> findings{"Examen clinique sans particularité.",
                                         "Sensibilité au froid sur la dent {}.",
                                         "Carie occlusale de la dent {}, pas d'atteinte pulpaire.",
                                         "Carie proximale de la dent {} vue à la radiographie.",
                                         "Anesthésie locale par infiltration en regard de la dent {}.",
                                         "Champ opératoire posé, dent {} isolée.",
                                         "Obturation provisoire de la dent {}.",
                                         "Test de vitalité positif sur la dent {}.",
                                         "Test de vitalité négatif sur la dent {}.",
                                         "Percussion axiale douloureuse sur la dent {}.",
                                         "Lésion péri-apicale visible sur la dent {}.",
                                         "Mobilité de degré un de la dent {}.",
                                         "Poche parodontale de cinq millimètres en mésial de la dent {}.",
                                         "Gencive inflammatoire, motivation à l'hygiène refaite.",
                                         "Tartre important en lingual du secteur incisif.",
                                         "Longueur de travail mesurée sur la dent {}.",
                                         "Irrigation à l'hypochlorite, obturation canalaire de la dent {}.",
                                         "Empreinte prise pour la dent {}.",
                                         "Teinte choisie avec le patient.",
                                         "Conseils post-opératoires donnés par écrit.",
                                         "Radiographie de contrôle faite.",
                                         "Le patient dit ne pas prendre de traitement.",
                                         "Prochain rendez-vous dans six mois.",
                                         "Prochain rendez-vous dans quinze jours."};

constexpr std::array<Words, 12> sentences{"Je vous remercie de m'avoir adressé ce patient fictif.",
                                          "Vous trouverez ci-joint la radiographie demandée.",
                                          "L'examen clinique ne montre pas d'urgence.",
                                          "Je vous propose de le revoir dans un mois.",
                                          "Le devis a été remis et signé.",
                                          "Les soins se sont bien déroulés.",
                                          "Merci de me dire si un traitement est en cours.",
                                          "Un contrôle radiographique sera fait dans six mois.",
                                          "Je reste à votre disposition pour en parler.",
                                          "Le secrétariat peut vous rappeler le matin.",
                                          "Ce document est un exemple : aucune personne réelle n'y figure.",
                                          "La prothèse sera livrée au cabinet la semaine prochaine."};

constexpr std::array<Words, 4> means{"carte", "chèque", "espèces", "virement"};

std::string tooth(Random& random) { return fmt::format("{}{}", random.between(1, 4), random.between(1, 8)); }

}  // namespace

std::string act_name(Random& random) { return random.pick(acts); }
std::string appointment_reason(Random& random) { return random.pick(reasons); }
std::string polite_sentence(Random& random) { return random.pick(sentences); }
std::string means_of_payment(Random& random) { return random.pick(means); }

std::string clinical_note(Random& random) {
  std::string note;
  for (unsigned left = random.between(2, 9); left > 0; --left)
    note += fmt::format(fmt::runtime(random.pick(findings)), tooth(random)) + " ";
  note.pop_back();
  return note;
}

}  // namespace digue::sample
