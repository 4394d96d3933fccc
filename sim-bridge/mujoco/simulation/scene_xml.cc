#include "simulation/scene_xml.h"

#include <tinyxml2.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <functional>
#include <sstream>
#include <vector>

#include "simulation/camera.h"
#include "simulation/errors.h"
#include "simulation/workcell.h"

namespace blindvla {
namespace fs = std::filesystem;
using tinyxml2::XMLAttribute;
using tinyxml2::XMLDocument;
using tinyxml2::XMLElement;
namespace {

// Everything of the workcell that is neither robot nor object.
// The table is a plane (half the contacts of a box) in a group that is never drawn, because a picture stands for it.
// Its friction is the benchmark's mean of table (0.3) and object (1.0). It is stiff, so that a finger cannot press a
// light object into it. multiccd: without it a cylinder or mesh lies on a single, wandering contact point and sinks in
// by millimetres. Lights: the benchmark's three directions and ambient share, with strengths that keep a white face
// just below full scale in a renderer without tone mapping.
constexpr const char* kWorkcell = R"(
<workcell>
  <option integrator="Euler" solver="Newton" cone="elliptic" impratio="100" gravity="0 0 -9.81"><flag multiccd="enable"/></option>
  <statistic extent="1" center="-0.16 0 0.9"/>
  <visual>
    <headlight active="0"/>
    <map znear="0.01" zfar="20"/>
    <quality shadowsize="256" offsamples="0"/>
  </visual>
  <light directional="true" pos="0 0 3" dir="0 0 -1" ambient="0.3 0.3 0.3" diffuse="0.48 0.48 0.48" specular="0.3 0.3 0.3" castshadow="false"/>
  <light directional="true" pos="3 1.5 3" dir="-1 -0.5 -1" ambient="0 0 0" diffuse="0.2 0.2 0.2" specular="0.2 0.2 0.2" castshadow="false"/>
  <light directional="true" pos="-3 -3 3" dir="1 1 -1" ambient="0 0 0" diffuse="0.2 0.2 0.2" specular="0.2 0.2 0.2" castshadow="false"/>
  <geom name="table" type="plane" size="2 2 0.1" group="4" contype="1" conaffinity="1" condim="3" friction="0.65 0.005 0.0001" priority="1"
        solref="0.01 1" solimp="0.95 0.999 0.001 0.5 2"/>
</workcell>)";

// Attributes that name something, or refer to a name, in the sections that an object's model may have.
constexpr std::array kNameAttributes = {"name",  "class", "childclass", "mesh",  "material", "texture",
                                        "joint", "geom1", "geom2",      "body1", "body2"};

// What of an object's model grows with which power of its scale. Densities stay.
struct Dimension {
  const char* element;
  const char* attribute;
  int power;
};
constexpr std::array kDimensions = {Dimension{"geom", "size", 1},
                                    Dimension{"geom", "pos", 1},
                                    Dimension{"geom", "fromto", 1},
                                    Dimension{"geom", "margin", 1},
                                    Dimension{"geom", "gap", 1},
                                    Dimension{"geom", "mass", 3},
                                    Dimension{"site", "size", 1},
                                    Dimension{"site", "pos", 1},
                                    Dimension{"site", "fromto", 1},
                                    Dimension{"inertial", "pos", 1},
                                    Dimension{"inertial", "mass", 3},
                                    Dimension{"inertial", "diaginertia", 5},
                                    Dimension{"inertial", "fullinertia", 5},
                                    Dimension{"mesh", "scale", 1}};

// Room for contacts, which the engine reserves once and drops contacts without: five for each geom of an object (a box
// lying flat has four, and touches a neighbour), and those of the robot or of a pile. Twice what the fullest scenes
// need.
constexpr int kContactsPerGeom = 5;
constexpr int kSpareContacts = 200;
// Three constraints a contact, four at the gripper's pads; joint limits and the fingers' coupling.
constexpr int kConstraintsPerContact = 3;
constexpr int kSpareConstraints = 100;

constexpr std::array kObjectSections = {"compiler", "default", "asset", "worldbody", "custom"};

std::string Numbers(const double* values, size_t count) {
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text.precision(17);
  for (size_t i = 0; i < count; ++i) text << (i == 0 ? "" : " ") << values[i];
  return text.str();
}

template <size_t N>
std::string Numbers(const std::array<double, N>& values) {
  return Numbers(values.data(), N);
}

[[noreturn]] void Refuse(const fs::path& file, const std::string& problem) {
  throw EngineFault(file.string() + ": " + problem);
}

void Load(const fs::path& file, XMLDocument* document) {
  if (document->LoadFile(file.c_str()) != tinyxml2::XML_SUCCESS) Refuse(file, document->ErrorStr());
  const XMLElement* root = document->RootElement();
  if (root == nullptr || std::strcmp(root->Name(), "mujoco") != 0) Refuse(file, "expected a <mujoco> document");
}

void ForEachElement(XMLElement* element, const std::function<void(XMLElement*)>& visit) {
  visit(element);
  for (XMLElement* child = element->FirstChildElement(); child != nullptr; child = child->NextSiblingElement()) {
    ForEachElement(child, visit);
  }
}

std::string Attribute(const XMLElement& element, const char* name) {
  const char* value = element.Attribute(name);
  return value == nullptr ? "" : value;
}

std::string CompilerAttribute(const XMLElement& root, const char* name) {
  const XMLElement* compiler = root.FirstChildElement("compiler");
  return compiler == nullptr ? "" : Attribute(*compiler, name);
}

// Names what MuJoCo would name after its file, then makes the file's path absolute.
void ResolveFiles(const fs::path& file, XMLElement* root) {
  const fs::path folder = file.parent_path();
  const std::string mesh_folder = CompilerAttribute(*root, "meshdir");
  const std::string texture_folder = CompilerAttribute(*root, "texturedir");
  for (XMLElement* assets = root->FirstChildElement("asset"); assets != nullptr;
       assets = assets->NextSiblingElement("asset")) {
    for (XMLElement* asset = assets->FirstChildElement(); asset != nullptr; asset = asset->NextSiblingElement()) {
      const std::string relative = Attribute(*asset, "file");
      if (relative.empty()) continue;
      const bool is_mesh = std::strcmp(asset->Name(), "mesh") == 0;
      if (!is_mesh && std::strcmp(asset->Name(), "texture") != 0)
        Refuse(file, std::string("<") + asset->Name() + "> cannot be merged");
      const fs::path absolute = folder / (is_mesh ? mesh_folder : texture_folder) / relative;
      if (!fs::is_regular_file(absolute)) Refuse(file, "refers to " + absolute.string() + ", which is missing");
      if (asset->Attribute("name") == nullptr) asset->SetAttribute("name", absolute.stem().c_str());
      asset->SetAttribute("file", absolute.c_str());
    }
  }
}

XMLElement* Section(XMLElement* root, const char* name) {
  XMLElement* section = root->FirstChildElement(name);
  return section != nullptr ? section : root->InsertNewChildElement(name);
}

void AppendChildren(const XMLElement& source, XMLElement* target) {
  for (const XMLElement* child = source.FirstChildElement(); child != nullptr; child = child->NextSiblingElement()) {
    target->InsertEndChild(child->DeepClone(target->GetDocument()));
  }
}

// The object's own defaults become a class of their own, so that they reach neither the robot nor other objects.
void ScopeDefaults(const std::string& id, XMLElement* root) {
  XMLElement* defaults = root->FirstChildElement("default");
  if (defaults == nullptr) return;
  const std::string main = PlacedName(id, "main");
  defaults->SetAttribute("class", main.c_str());
  XMLElement* body = root->FirstChildElement("worldbody")->FirstChildElement("body");
  if (body->Attribute("childclass") == nullptr) body->SetAttribute("childclass", main.c_str());
  XMLElement* assets = root->FirstChildElement("asset");
  if (assets == nullptr) return;
  for (XMLElement* asset = assets->FirstChildElement(); asset != nullptr; asset = asset->NextSiblingElement()) {
    const bool has_defaults = std::strcmp(asset->Name(), "mesh") == 0 || std::strcmp(asset->Name(), "material") == 0;
    if (has_defaults && asset->Attribute("class") == nullptr) asset->SetAttribute("class", main.c_str());
  }
}

void CheckObject(const fs::path& file, XMLElement* root) {
  for (const XMLElement* section = root->FirstChildElement(); section != nullptr;
       section = section->NextSiblingElement()) {
    const std::string name = section->Name();
    if (std::find(kObjectSections.begin(), kObjectSections.end(), name) == kObjectSections.end()) {
      Refuse(file, "<" + name + "> cannot be merged; expected compiler, default, asset, worldbody, custom");
    }
  }
  const XMLElement* world = root->FirstChildElement("worldbody");
  const XMLElement* body = world == nullptr ? nullptr : world->FirstChildElement("body");
  if (body == nullptr || world->FirstChildElement() != body || world->LastChildElement() != body) {
    Refuse(file, "expected <worldbody> with one <body> and nothing else");
  }
  if (body->FirstChildElement("freejoint") == nullptr) Refuse(file, "expected a <freejoint/> in the body");
  if (body->FirstChildElement("body") != nullptr) Refuse(file, "expected a rigid object, found a <body> in the body");
  ForEachElement(root, [&](XMLElement* element) {
    const bool has_angles = element->Attribute("euler") != nullptr || element->Attribute("axisangle") != nullptr;
    if (has_angles && CompilerAttribute(*root, "angle") != "radian") {
      Refuse(file, "euler and axisangle need <compiler angle=\"radian\"/>");
    }
  });
}

void ScaleAttribute(const fs::path& file, const char* attribute, double factor, XMLElement* element) {
  const char* text = element->Attribute(attribute);
  if (text == nullptr) return;
  std::istringstream numbers(text);
  numbers.imbue(std::locale::classic());
  std::vector<double> values;
  for (double value; numbers >> value;) values.push_back(factor * value);
  if (!numbers.eof()) Refuse(file, std::string("expected numbers in ") + attribute + "=\"" + text + "\"");
  element->SetAttribute(attribute, Numbers(values.data(), values.size()).c_str());
}

void Scale(const fs::path& file, double scale, XMLElement* root) {
  if (scale == 1) return;
  if (XMLElement* defaults = root->FirstChildElement("default")) {
    ForEachElement(defaults, [&](XMLElement* element) {
      if (std::strcmp(element->Name(), "mesh") == 0 && element->Attribute("scale") != nullptr)
        Refuse(file, "a mesh's scale belongs to the <mesh> itself, not to a default");
    });
  }
  if (XMLElement* assets = root->FirstChildElement("asset")) {
    for (XMLElement* mesh = assets->FirstChildElement("mesh"); mesh != nullptr; mesh = mesh->NextSiblingElement("mesh"))
      if (mesh->Attribute("scale") == nullptr) mesh->SetAttribute("scale", "1 1 1");
  }
  ForEachElement(root, [&](XMLElement* element) {
    for (const auto& [name, attribute, power] : kDimensions)
      if (std::strcmp(element->Name(), name) == 0) ScaleAttribute(file, attribute, std::pow(scale, power), element);
    // bounding_box_min and bounding_box_max
    if (std::strcmp(element->Name(), "numeric") == 0) ScaleAttribute(file, "data", scale, element);
  });
}

// Returns the number of the object's geoms.
int MergeObject(const fs::path& file, const PlacedAsset& placed, int index, XMLElement* scene) {
  const std::string& id = placed.id;
  XMLDocument document;
  Load(file, &document);
  XMLElement* root = document.RootElement();
  CheckObject(file, root);
  ResolveFiles(file, root);
  Scale(file, placed.scale, root);
  int geoms = 0;
  ForEachElement(root->FirstChildElement("worldbody"),
                 [&](XMLElement* element) { geoms += std::strcmp(element->Name(), "geom") == 0; });
  ForEachElement(root, [&](XMLElement* element) {
    for (const char* attribute : kNameAttributes) {
      if (const char* value = element->Attribute(attribute))
        element->SetAttribute(attribute, PlacedName(id, value).c_str());
    }
  });
  XMLElement* body = root->FirstChildElement("worldbody")->FirstChildElement("body");
  body->SetAttribute("name", PlacedName(id, kPlacedRoot).c_str());
  body->FirstChildElement("freejoint")->SetAttribute("name", PlacedName(id, kPlacedRoot).c_str());
  // Apart from each other and from everything else: the compiler evaluates the model as it stands, contacts included.
  const std::array<double, 3> parked{0, 10.0 + index, 10};
  body->SetAttribute("pos", Numbers(parked).c_str());
  ScopeDefaults(id, root);

  if (const XMLElement* defaults = root->FirstChildElement("default")) {
    Section(scene, "default")->InsertEndChild(defaults->DeepClone(scene->GetDocument()));
  }
  for (const char* section : {"asset", "worldbody", "custom"}) {
    if (const XMLElement* source = root->FirstChildElement(section)) AppendChildren(*source, Section(scene, section));
  }
  return geoms;
}

void AddWorkcell(const fs::path& robot_file, XMLElement* scene) {
  XMLDocument workcell;
  workcell.Parse(kWorkcell);
  XMLElement* root = workcell.RootElement();
  XMLElement* world = scene->FirstChildElement("worldbody");
  for (XMLElement* element = root->FirstChildElement(); element != nullptr; element = element->NextSiblingElement()) {
    const std::string name = element->Name();
    XMLElement* target = name == "light" || name == "geom" ? world : scene;
    target->InsertEndChild(element->DeepClone(scene->GetDocument()));
  }
  scene->FirstChildElement("option")->SetAttribute("timestep", Numbers(&kPhysicsPeriodSeconds, 1).c_str());
  XMLElement* global = scene->FirstChildElement("visual")->InsertNewChildElement("global");
  global->SetAttribute("offwidth", kMaxFrameWidth);
  global->SetAttribute("offheight", kMaxFrameHeight);
  const std::array<double, 3> table_position{0, 0, kTableHeightMeters};
  world->FirstChildElement("geom")->SetAttribute("pos", Numbers(table_position).c_str());

  XMLElement* base = world->FirstChildElement("body");
  if (base == nullptr || Attribute(*base, "name") != "base_link")
    Refuse(robot_file, "expected base_link as the first body");
  base->SetAttribute("pos", Numbers(kRobotBase.position).c_str());
  base->SetAttribute("quat", Numbers(kRobotBase.quaternion).c_str());
  const Pose camera_pose = ToMujocoCamera(kCameraInBase);
  const double field_of_view = VerticalFieldOfView(kCameraIntrinsics, kCameraHeight);
  XMLElement* camera = base->InsertNewChildElement("camera");
  camera->SetAttribute("name", kCameraName);
  camera->SetAttribute("pos", Numbers(camera_pose.position).c_str());
  camera->SetAttribute("quat", Numbers(camera_pose.quaternion).c_str());
  camera->SetAttribute("fovy", Numbers(&field_of_view, 1).c_str());
}

}  // namespace

std::string PlacedName(const std::string& id, const std::string& name) { return id + "/" + name; }

std::string ComposeSceneXml(const AssetLibrary& assets, const std::vector<PlacedAsset>& placements) {
  XMLDocument document;
  const fs::path robot_file = assets.RobotModel();
  Load(robot_file, &document);
  XMLElement* scene = document.RootElement();
  if (scene->FirstChildElement("worldbody") == nullptr) Refuse(robot_file, "expected a <worldbody>");
  ResolveFiles(robot_file, scene);
  if (XMLElement* compiler = scene->FirstChildElement("compiler")) {
    compiler->DeleteAttribute("meshdir");
    compiler->DeleteAttribute("texturedir");
  }
  AddWorkcell(robot_file, scene);
  int geoms = 0;
  for (size_t i = 0; i < placements.size(); ++i) {
    geoms += MergeObject(assets.ObjectModel(placements[i].asset), placements[i], static_cast<int>(i), scene);
  }
  const int contacts = kSpareContacts + kContactsPerGeom * geoms;
  XMLElement* size = Section(scene, "size");
  size->SetAttribute("nconmax", contacts);
  size->SetAttribute("njmax", kSpareConstraints + kConstraintsPerContact * contacts);

  tinyxml2::XMLPrinter printer;
  document.Print(&printer);
  return printer.CStr();
}

}  // namespace blindvla
