using System.Collections.Immutable;
using BlindVla.Core;
using BlindVla.Files;

namespace BlindVla.Scenarios;

/// <summary>A suite file's schema: every key it may have, what the key means, and what is wrong with it.</summary>
internal sealed class SuiteReader
{
    private static readonly string[] Groups = ["vision", "semantic", "execution"];

    private readonly Catalogue _catalogue;
    private readonly ProblemList _problems;
    private readonly YamlValues _values;
    private readonly Dictionary<string, YamlNode> _axisNodes = [];
    private readonly Dictionary<SlotChoices, YamlNode> _slotKeys = new(ReferenceEqualityComparer.Instance);
    private bool _upstreamCompatible;

    private SuiteReader(Catalogue catalogue, ProblemList problems)
    {
        _catalogue = catalogue;
        _problems = problems;
        _values = new YamlValues(problems);
    }

    /// <param name="fileName">Without extension; the suite must bear the same name, or two files could claim the same episode ids.</param>
    public static Suite Read(YamlNode root, string fileName, Catalogue catalogue, ProblemList problems)
    {
        var suite = new SuiteReader(catalogue, problems).ReadSuite(root, fileName);
        problems.ThrowIfAny();
        return suite!;
    }

    /// <summary>A suite that extends another one takes of its axes what its own tasks list.</summary>
    /// <param name="file">Of the suite itself.</param>
    public static YamlNode WithoutUnusedBaseAxes(YamlNode root, string file)
    {
        if (root is not YamlMap map || map.Entries.FirstOrDefault(entry => entry.Key.Text == "axes") is not { Value: YamlList axes } entry)
        {
            return root;
        }
        var used = (map.Value("tasks") as YamlList)
            ?.Items.OfType<YamlMap>()
            .SelectMany(task => (task.Value("axes") as YamlList)?.Items ?? [])
            .OfType<YamlScalar>()
            .Select(name => name.Text)
            .ToHashSet()
            ?? [];
        var kept = axes.Items.RemoveAll(axis =>
            axis.File != file && axis is YamlMap named && named.Value("name") is YamlScalar name && !used.Contains(name.Text)
        );
        return kept.Length == axes.Items.Length
            ? root
            : map with
            {
                Entries = kept.IsEmpty
                    ? map.Entries.Remove(entry)
                    : map.Entries.Replace(entry, entry with { Value = axes with { Items = kept } }),
            };
    }

    private Suite? ReadSuite(YamlNode root, string fileName)
    {
        if (YamlFields.Of(root, "a suite", _problems) is not { } fields)
        {
            return null;
        }
        _values.Integer(fields.Required("schema_version"), "the schema version", 1, 1);
        var nameNode = fields.Required("name");
        var name = _values.Slug(nameNode, "a suite name");
        if (name is not null && name != fileName)
        {
            _problems.Add(nameNode!, $"expected '{fileName}', the name of the file, found '{name}'; rename one of them");
        }
        var version = _values.Integer(fields.Required("version"), "the suite's version", 1, 1_000_000);
        var description = _values.Text(fields.Required("description"), "a description");
        var period = _values.Duration(fields.Required("control_period"), "the control period", 0.001, 10);
        var late = ReadLate(fields.Optional("late"));
        _upstreamCompatible =
            fields.Optional("upstream_compatible") is { } upstream
            && _values.Boolean(upstream, "whether faults of the public code are repeated") == true;
        var axes = ReadAxes(fields.Optional("axes"));
        var tasks = ReadTasks(fields.Required("tasks"), axes);
        fields.RefuseOthers();
        if (name is null || version is not { } v || description is null || period is not { } seconds || tasks is not { } list)
        {
            return null;
        }
        return new Suite(name, v, description, seconds, late, list, [.. list.SelectMany(task => task.Axes).Distinct()]);
    }

    private LateRule ReadLate(YamlNode? node) =>
        (node is null ? null : _values.Name(node, "rule for what is late", ["wait", "hold", "continue_chunk"])) switch
        {
            "hold" => LateRule.Hold,
            "continue_chunk" => LateRule.ContinueChunk,
            _ => LateRule.Wait,
        };

    private ImmutableArray<SuiteTask>? ReadTasks(YamlNode? node, Dictionary<string, SuiteAxis?> axes)
    {
        var usedAxes = new HashSet<string>();
        var names = new HashSet<string>();
        var tasks = _values.List(node, "tasks", n => ReadTask(n, axes, usedAxes, names));
        if (node is not null)
        {
            foreach (var unused in axes.Keys.Where(axis => !usedAxes.Contains(axis)))
            {
                _problems.Add(_axisNodes[unused], $"no task lists the axis '{unused}' under 'axes'; list it or remove it");
            }
        }
        return tasks;
    }

    private SuiteTask? ReadTask(YamlNode node, Dictionary<string, SuiteAxis?> axes, HashSet<string> usedAxes, HashSet<string> names)
    {
        if (YamlFields.Of(node, "a task", _problems) is not { } fields)
        {
            return null;
        }
        var nameNode = fields.Required("name");
        var name = _values.Slug(nameNode, "a task name");
        if (name is not null && !names.Add(name))
        {
            _problems.Add(nameNode!, $"there are two tasks named '{name}'");
        }
        var description = _values.Text(fields.Required("description"), "a description");
        var maxSteps = _values.Integer(fields.Required("max_steps"), "the number of control steps", 1, EpisodeSpec.MostSteps);
        var rule = _values.Name(fields.Required("success_rule"), "success rule", ["at_end", "at_any_step"]);
        var heldOutNode = fields.Optional("held_out");
        var heldOut = heldOutNode is not null && _values.Boolean(heldOutNode, "whether the task is held out") == true;
        var (family, sceneNode) = ReadFamily(fields, node);
        var scene = ReadSlots(sceneNode, "a scene", family.Slots, mustBeComplete: true);
        scene = Upstream(fields, "upstream_scene", scene);
        var taskAxes = ReadAxisReferences(fields.Optional("axes"), axes, usedAxes);
        fields.RefuseOthers();
        if (name is null || description is null || maxSteps is not { } steps || rule is null || scene is null || taskAxes is null)
        {
            return null;
        }
        if (!RefuseForeignSlots(name, family, taskAxes))
        {
            RefuseContradictions(node, name, family, scene, taskAxes);
            RefuseAxesWithoutEffect(node, name, family, scene, taskAxes);
        }
        var successRule = rule == "at_end" ? SuccessRule.AtEnd : SuccessRule.AtAnyStep;
        return new SuiteTask(name, description, steps, successRule, heldOut, family, scene, [.. taskAxes.OfType<SuiteAxis>()]);
    }

    private List<SuiteAxis?>? ReadAxisReferences(YamlNode? node, Dictionary<string, SuiteAxis?> axes, HashSet<string> usedAxes)
    {
        if (node is null)
        {
            return [];
        }
        var found = new List<SuiteAxis?>();
        var own = new HashSet<string>();
        foreach (var item in _values.Nodes(node, "names of axes") ?? [])
        {
            if (_values.Name(item, "axis", axes.Keys) is not { } name)
            {
                // Probably one of them, misspelt: to call that one unused as well would be noise.
                usedAxes.UnionWith(axes.Keys);
                continue;
            }
            usedAxes.Add(name);
            if (!own.Add(name))
            {
                _problems.Add(item, $"the axis '{name}' is listed twice");
            }
            found.Add(axes[name]);
        }
        return found;
    }

    /// <summary>Which kind of scene the task has, by the key that is there.</summary>
    private (SceneFamily Family, YamlNode? Node) ReadFamily(YamlFields fields, YamlNode task)
    {
        var found = SceneFamily
            .All.Select(family => (Family: family, Node: fields.Optional(family.Key)))
            .Where(pair => pair.Node is not null)
            .ToList();
        if (found.Count > 1)
        {
            _problems.Add(task, $"a task has one scene, this one has {string.Join(" and ", found.Select(pair => $"'{pair.Family.Key}'"))}");
            return (found[0].Family, null);
        }
        return found.Count > 0 ? found[0] : (SceneFamily.All[0], fields.Required(SceneFamily.All[0].Key));
    }

    /// <summary>Whether an axis changes what the task's kind of scene does not have.</summary>
    private bool RefuseForeignSlots(string task, SceneFamily family, IEnumerable<SuiteAxis?> axes)
    {
        var foreign = axes.OfType<SuiteAxis>()
            .SelectMany(axis =>
                axis.Perturbations.SelectMany(perturbation => perturbation.Slots).Select(slot => (Axis: axis.Name, Slot: slot))
            )
            .DistinctBy(change => (change.Axis, _slotKeys[change.Slot]))
            .Where(change => family.Find(change.Slot.Slot) is null)
            .ToList();
        foreach (var (axis, slot) in foreign)
        {
            _problems.Add(
                _slotKeys[slot],
                $"the axis '{axis}' changes '{slot.Slot}', which a task with '{family.Key}' does not have ('{task}')"
            );
        }
        return foreign.Count > 0;
    }

    private void RefuseContradictions(YamlNode node, string task, SceneFamily family, SlotSet scene, IEnumerable<SuiteAxis?> axes)
    {
        foreach (var problem in family.Contradictions(scene))
        {
            _problems.Add(node, $"{problem} (the scene of '{task}')");
        }
        foreach (var axis in axes.OfType<SuiteAxis>())
        {
            foreach (var perturbation in axis.Perturbations)
            {
                foreach (var problem in family.Contradictions(scene.With(perturbation.Override)).Except(family.Contradictions(scene)))
                {
                    _problems.Add(node, $"{problem} (the task '{task}' under the axis '{axis.NameAt(perturbation.Level)}')");
                }
            }
        }
    }

    /// <summary>Values that are the task's own would be reported as a held-out condition without being one.</summary>
    private void RefuseAxesWithoutEffect(YamlNode node, string task, SceneFamily family, SlotSet scene, IEnumerable<SuiteAxis?> axes)
    {
        foreach (var axis in axes.OfType<SuiteAxis>())
        {
            foreach (var perturbation in axis.Perturbations)
            {
                if (perturbation.Slots.All(slot => IsUnchanged(family, scene, slot)))
                {
                    _problems.Add(
                        node,
                        $"the axis '{axis.NameAt(perturbation.Level)}' changes nothing in the task '{task}': its values are the "
                            + "task's own"
                    );
                }
            }
        }
    }

    private static bool IsUnchanged(SceneFamily family, SlotSet scene, SlotChoices changed) =>
        scene.Find(changed.Slot) is { } own
            ? own.Canonical.SequenceEqual(changed.Canonical)
            : family.Find(changed.Slot)!.IsNeutral(changed);

    /// <summary>The slots, or those that the public code has where it differs and the suite is to repeat that.</summary>
    private SlotSet? Upstream(YamlFields fields, string key, SlotSet? slots)
    {
        if (fields.Optional(key) is not { } node)
        {
            return slots;
        }
        var upstream = ReadSlots(node, "an override", SceneFamily.EverySlot, mustBeComplete: false);
        return slots is null || upstream is null ? null
            : _upstreamCompatible ? slots.With(upstream)
            : slots;
    }

    /// <summary>By name; the value is null for an axis that is there but wrong, so that references to it are not reported too.</summary>
    private Dictionary<string, SuiteAxis?> ReadAxes(YamlNode? node)
    {
        var axes = new Dictionary<string, SuiteAxis?>();
        if (node is null)
        {
            return axes;
        }
        foreach (var item in _values.Nodes(node, "axes") ?? [])
        {
            if (YamlFields.Of(item, "an axis", _problems) is not { } fields)
            {
                continue;
            }
            var nameNode = fields.Required("name");
            var name = ReadAxisName(nameNode);
            var axis = ReadAxis(fields, item, name);
            if (name is null)
            {
                continue;
            }
            if (!axes.TryAdd(name, axis))
            {
                _problems.Add(nameNode!, $"there are two axes named '{name}'");
            }
            _axisNodes[name] = nameNode!;
        }
        return axes;
    }

    private string? ReadAxisName(YamlNode? node)
    {
        const string Form = "an axis name: group/name, such as 'vision/table'";
        if (_values.Text(node, Form) is not { } text)
        {
            return null;
        }
        var scalar = (YamlScalar)node!;
        var parts = text.Split('/');
        if (parts.Length != 2)
        {
            _problems.Add(scalar, $"expected {Form}, found {scalar.Kind}");
            return null;
        }
        var group = _values.Name(scalar with { Text = parts[0] }, "group", Groups);
        var own = _values.Slug(scalar with { Text = parts[1] }, "an axis name after its group");
        return group is not null && own is not null ? text : null;
    }

    private SuiteAxis? ReadAxis(YamlFields fields, YamlNode node, string? name)
    {
        var description = _values.Text(fields.Required("description"), "a description");
        var overrideNode = fields.Optional("override");
        var levelsNode = fields.Optional("levels");
        if (overrideNode is null && levelsNode is null)
        {
            _problems.Add(node, "an axis needs the key 'override' (the slots it changes), 'levels', or both");
        }
        var common = overrideNode is null
            ? SlotSet.Empty
            : ReadSlots(overrideNode, "an override", SceneFamily.EverySlot, mustBeComplete: false);
        common = Upstream(fields, "upstream_override", common);
        ImmutableArray<Perturbation>? perturbations = common is null ? null : [new Perturbation(null, common)];
        if (levelsNode is not null)
        {
            var previous = 0.0;
            perturbations = _values.List(levelsNode, "levels", n => ReadLevel(n, common ?? SlotSet.Empty, ref previous));
        }
        fields.RefuseOthers();
        return name is null || description is null || common is null || perturbations is not { } list
            ? null
            : new SuiteAxis(name, description, list);
    }

    private Perturbation? ReadLevel(YamlNode node, SlotSet common, ref double previous)
    {
        if (YamlFields.Of(node, "a level", _problems) is not { } fields)
        {
            return null;
        }
        var levelNode = fields.Required("level");
        var level = _values.Number(levelNode, "a level", 0, 1);
        var own = ReadSlots(fields.Required("override"), "an override", SceneFamily.EverySlot, mustBeComplete: false);
        fields.RefuseOthers();
        if (level is { } strength)
        {
            if (strength <= previous)
            {
                _problems.Add(
                    levelNode!,
                    previous == 0
                        ? "expected a level above 0, found 0, which would be no perturbation"
                        : $"expected levels in ascending order, found {strength:R} after {previous:R}"
                );
            }
            previous = strength;
        }
        return level is null || own is null ? null : new Perturbation(level, common.With(own));
    }

    private SlotSet? ReadSlots(YamlNode? node, string what, ImmutableArray<Slot> slots, bool mustBeComplete)
    {
        if (YamlFields.Of(node, what, _problems) is not { } fields)
        {
            return null;
        }
        var wrong = false;
        var found = new List<SlotChoices>();
        foreach (var slot in slots)
        {
            var isRequired = mustBeComplete && !slot.IsOptional;
            if ((isRequired ? fields.Required(slot.Name) : fields.Optional(slot.Name)) is { } value)
            {
                Read(slot, fields.Key(slot.Name)!, value);
            }
            else
            {
                wrong |= isRequired;
            }
        }
        if (fields.Optional(FactorSlots.Key) is { } factors)
        {
            var named = FactorSlots.In(factors, _problems);
            wrong |= named is null;
            foreach (var (slot, entry) in named ?? [])
            {
                Read(slot, entry.Key, entry.Value);
            }
        }
        fields.RefuseOthers();
        if (!mustBeComplete && !wrong && found.Count == 0)
        {
            _problems.Add(node!, $"{what} needs at least one of {string.Join(", ", [.. slots.Select(s => s.Name), FactorSlots.Key])}");
            return null;
        }
        return wrong ? null : new SlotSet(found);

        void Read(Slot slot, YamlScalar key, YamlNode value)
        {
            var problemsBefore = _problems.Count;
            if (slot.Read(value, _catalogue, _values) is { } choices && !RefuseRepeats(choices, value))
            {
                found.Add(choices);
                _slotKeys[choices] = key;
                return;
            }
            // Otherwise the episodes of an axis would be missing and nobody would know.
            wrong =
                _problems.Count > problemsBefore
                    ? true
                    : throw new InvalidOperationException($"'{slot.Name}' was refused without a reason");
        }
    }

    /// <summary>What is listed twice would be drawn twice as often, and nobody would see it.</summary>
    private bool RefuseRepeats(SlotChoices choices, YamlNode node)
    {
        // A list that is one value, such as the angles of an arm, may repeat what it likes.
        if (node is not YamlList list || list.Items.Length != choices.Count)
        {
            return false;
        }
        var before = _problems.Count;
        var seen = new HashSet<string>();
        foreach (var (item, value) in list.Items.Zip(choices.Canonical))
        {
            if (!seen.Add(value))
            {
                _problems.Add(item, $"this value of '{choices.Slot}' is listed twice; every value is drawn with equal chances");
            }
        }
        return _problems.Count > before;
    }
}
