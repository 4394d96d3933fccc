using System.Collections.Immutable;
using System.Text;
using BlindVla.Core;
using BlindVla.Files;

namespace BlindVla.Scenarios.Tests;

/// <summary>Every way in which a suite file can be wrong is reported where it is, with what to do.</summary>
internal sealed class SuiteErrorTests
{
    /// <summary>A small suite that is right; a case replaces one part of it.</summary>
    private const string Right = """
        schema_version: 1
        name: small
        version: 1
        description: A small suite.
        control_period: 0.2 s
        tasks:
          - name: put
            description: Put it there.
            max_steps: 80
            success_rule: at_end
            scene:
              object: {split: train}
              receptacle: {split: train, only: [plate]}
              table: {split: train, only: [oak]}
              template: {split: train}
              placement:
                center: [-0.16 m, 0 m]
                spacing: 0.03 m
                cells_per_edge: 6
                region: all
                min_distance: 0.07 m
              object_yaw: [0 deg, 45 deg]
              receptacle_yaw: 0 deg
              object_height: 0.95 m
              receptacle_height: 0.9 m
              arm_joint_positions: [0 rad, 0 rad, 0 rad, 0 rad, 1 rad, 0 rad]
              finger_position: 0.037 m
            axes: [vision/table]
        axes:
          - name: vision/table
            description: Another table.
            override:
              table: {split: test}

        """;

    /// <summary>A place in <see cref="Right"/> where another slot of the scene may stand, and its line.</summary>
    private const string AnotherSlot = "      finger_position: 0.037 m\n";
    private const int AnotherLine = 28;

    private static readonly TestCaseData[] Cases =
    [
        // Keys.
        Case("max_steps: 80", "max_stepz: 80", 9, 5, "a task has no key 'max_stepz'; did you mean 'max_steps'?"),
        Case("max_steps: 80", "max_stepz: 80", 7, 5, "a task needs the key 'max_steps', which is missing"),
        Case("spacing: 0.03 m", "Spacing: 0.03 m", 18, 9, "a placement grid has no key 'Spacing'; did you mean 'spacing'?"),
        Case("object_height: 0.95 m", "", 12, 7, "a scene needs the key 'object_height', which is missing"),
        Case("schema_version: 1\n", "", 1, 1, "a suite needs the key 'schema_version', which is missing"),
        Case("max_steps: 80", "max_steps: 80\n    max_steps: 81", 10, 5, "the key 'max_steps' appears twice; the first is on line 9"),
        Case("max_steps: 80", "[a, b]: 80", 9, 5, "expected a name as key, found a list"),
        // Types.
        Case("schema_version: 1", "schema_version: 2", 1, 17, "expected the schema version from 1 to 1, found 2"),
        Case("max_steps: 80", "max_steps: eighty", 9, 16, "expected the number of control steps, a whole number, found 'eighty'"),
        Case("max_steps: 80", "max_steps: \"80\"", 9, 16, "expected the number of control steps, a whole number, found '80'"),
        Case("max_steps: 80", "max_steps:", 9, 15, "expected the number of control steps, a whole number, found nothing"),
        Case("max_steps: 80", "max_steps: 80.5", 9, 16, "a whole number, found '80.5'"),
        Case("description: Put it there.", "description: [a]", 8, 18, "expected a description, found a list"),
        Case("name: put\n", "name: Put It\n", 7, 11, "expected a task name: lower-case letters, digits and single hyphens, found 'Put It'"),
        Case(
            "object: {split: train}",
            "object: carrot",
            12,
            15,
            "expected a mapping that describes a choice of objects ('split', and 'only' to restrict it), found 'carrot'"
        ),
        Case("center: [-0.16 m, 0 m]", "center: 0 m", 17, 17, "expected the centre, x and y, a list, found '0 m'"),
        Case("center: [-0.16 m, 0 m]", "center: [0 m]", 17, 17, "expected the centre as x and y, found 1 values"),
        Case("object_yaw: [0 deg, 45 deg]", "object_yaw: {a: b}", 22, 19, "expected angles, a list, found a mapping"),
        Case(", 1 rad, 0 rad]", ", 1 rad]", 26, 28, "expected the angles of 6 joints, waist to wrist_rotate, found 5"),
        Case(
            "description: A small suite.",
            "description: \"a\\tb\"",
            4,
            14,
            "expected a description of at most 2000 characters on one line"
        ),
        // Units.
        Case(
            "spacing: 0.03 m",
            "spacing: 0.03",
            18,
            18,
            "expected the distance of neighbouring cells: a length in m, such as '0.075 m', found '0.03' without a unit"
        ),
        Case("spacing: 0.03 m", "spacing: 3 cm", 18, 18, "a length in m, such as '0.075 m', found '3 cm' with the unit 'cm'"),
        Case("spacing: 0.03 m", "spacing: 0.03m", 18, 18, "a length in m, such as '0.075 m', found '0.03m'"),
        Case("spacing: 0.03 m", "spacing: .nan", 18, 18, "a length in m, such as '0.075 m', found '.nan'"),
        Case(
            "[0 deg, 45 deg]",
            "[0 deg, 45 m]",
            22,
            27,
            "expected an angle: an angle in deg or rad, such as '45 deg', found '45 m' with the unit 'm'"
        ),
        Case(
            "control_period: 0.2 s",
            "control_period: 5 Hz",
            5,
            17,
            "expected the control period: a time in s, such as '0.2 s', found '5 Hz' with the unit 'Hz'"
        ),
        Case(
            "control_period: 0.2 s",
            "control_period: 0.2 s\nlate: continue",
            6,
            7,
            "there is no rule for what is late 'continue'; did you mean 'continue_chunk'"
        ),
        // Ranges.
        Case("spacing: 0.03 m", "spacing: -0.03 m", 18, 18, "expected the distance of neighbouring cells from 0.001 to 1 m, found -0.03 m"),
        Case(
            "min_distance: 0.07 m",
            "min_distance: -1 m",
            21,
            23,
            "expected the least distance of object and receptacle from 0 to 2 m, found -1 m"
        ),
        Case("min_distance: 0.07 m", "min_distance: 0.3 m", 17, 9, "no two cells of this grid are farther apart than 0.3 m"),
        Case("cells_per_edge: 6", "cells_per_edge: 1", 19, 25, "expected the number of cells along an edge from 2 to 16, found 1"),
        Case("max_steps: 80", "max_steps: 0", 9, 16, "expected the number of control steps from 1 to 10000, found 0"),
        Case("[0 deg, 45 deg]", "[0 deg, 361 deg]", 22, 27, "expected an angle from -360 to 360 deg, found 361 deg"),
        Case("[0 deg, 45 deg]", "[]", 22, 19, "expected angles, found an empty list"),
        Case("finger_position: 0.037 m", "finger_position: 37 m", 27, 24, "from 0 to 2 m, found 37 m"),
        // References.
        Case("only: [oak]", "only: [oaks]", 14, 36, "there is no table 'oaks'; did you mean 'oak'?"),
        Case("only: [plate]", "only: [plat, plate]", 13, 41, "there is no receptacle 'plat'; did you mean 'plate'?"),
        Case(
            "object: {split: train}",
            "object: {split: train, only: [carot]}",
            12,
            37,
            "there is no object 'carot'; did you mean 'carrot'"
        ),
        Case("template: {split: train}", "template: {split: train, only: [21]}", 15, 39, "there is no template '21'; did you mean"),
        Case("template: {split: train}", "template: {split: train, only: []}", 15, 38, "expected names of templates, found an empty list"),
        Case("object: {split: train}", "object: {split: trian}", 12, 23, "there is no split 'trian'; did you mean 'train'"),
        Case(
            "object: {split: train}",
            "object: {split: unused}",
            12,
            23,
            "the catalogue has no object in the split 'unused', only in: train, test"
        ),
        Case(
            "object: {split: train}",
            "object: {split: test, only: [carrot]}",
            12,
            36,
            "the object 'carrot' is in the split 'train', not in 'test'"
        ),
        Case(
            "table: {split: train, only: [oak]}",
            "table: {split: test, only: [oak]}",
            14,
            35,
            "the table 'oak' is in the split 'train', not in 'test'"
        ),
        Case("only: [oak]", "only: [oak, oak]", 14, 41, "the table 'oak' is listed twice"),
        Case("success_rule: at_end", "success_rule: at_the_end", 10, 19, "there is no success rule 'at_the_end'; did you mean 'at_end'?"),
        Case("region: all", "region: outer", 20, 17, "there is no region 'outer'"),
        Case("name: small", "name: tiny", 2, 7, "expected 'small', the name of the file, found 'tiny'; rename one of them"),
        // What only some scenes have.
        Slot("overlay: {split: test, region: foreground, strength: 1.5}", 60, "expected the strength of an overlay from 0 to 1, found 1.5"),
        Slot(
            "overlay: {split: test, region: foreground, strength: -0.1}",
            60,
            "expected the strength of an overlay from 0 to 1, found -0.1"
        ),
        Slot(
            "overlay: {split: test, only: [zebr], region: foreground, strength: 1}",
            37,
            "there is no texture 'zebr'; did you mean 'zebra'?"
        ),
        Slot(
            "overlay: {split: train, region: foreground, strength: 1}",
            24,
            "the catalogue has no texture in the split 'train', only in: test"
        ),
        Slot("overlay: {split: test, region: background, strength: 1}", 38, "there is no region 'background'"),
        Slot("object_scale: 0", 21, "expected the factor of the object's lengths from 0.001 to 1000, found 0"),
        Slot("object_color: [[1, 2, 1]]", 26, "expected the factors of the object's red, green and blue from 0 to 1, found 2"),
        Slot("object_color: [[1, 1]]", 22, "expected the factors of the object's red, green and blue as x, y and z, found 2 values"),
        Slot("sensor: {}", 15, "a sensor needs blur, noise or jpeg_quality above 0"),
        Slot("sensor: {jpeg_quality: 101}", 30, "expected the JPEG quality from 1 to 100, found 101"),
        Slot("camera: [{zoom: 2}]", 17, "one of the camera changes has no key 'zoom'"),
        Slot("lighting: [{color: [-1, 1, 1]}]", 27, "expected the factors of red, green and blue light from 0 to 1000, found -1"),
        Slot("action_latency: 1.5", 23, "expected control steps of latency, a whole number, found '1.5'"),
        Slot(
            "arm_joint_offsets: {joints: [0 rad], max_shoulder_plus_elbow: 1 rad}",
            35,
            "expected lists for 6 joints, waist to wrist_rotate, found 1"
        ),
        Slot("second_object: {split: test, only: [carrot]}", 43, "the object 'carrot' is in the split 'train', not in 'test'"),
        Slot(
            "second_object: {split: test, only: [cup]}",
            22,
            "expected at least two objects, so that there is always another one, found 1"
        ),
        Slot("second_object: {split: test, rule: up}", 42, "there is no rule 'up'"),
        Slot(
            "boards: {category: trafic, called: x, places: [[0 m, 0 m]]}",
            26,
            "there is no category of boards 'trafic'; did you mean 'traffic'"
        ),
        Slot("boards: {category: traffic, called: \"{shape}\", places: [[0 m, 0 m]]}", 43, "has nothing to say for '{shape}'"),
        Slot("boards: {category: traffic, called: \"{sign}\", places: [[0 m, 0 m]]}", 43, "in braces, found '{sign}'"),
        Slot(
            "boards: {category: traffic, called: sign, places: [[0 m, 0 m], [0 m, 0.1 m]]}",
            15,
            "expected boards with at least 2 words, one for each place, found 1"
        ),
        Slot(
            "boards: {category: shape, called: \"{shape}\", without: [heptagn], places: [[0 m, 0 m]]}",
            62,
            "there is no board with 'heptagn'; did you mean 'heptagon'"
        ),
        Slot(
            "boards: {category: number, called: \"{name}\", judged: other, places: [[0 m, 0 m]]}",
            60,
            "expected two places, of which the other one is judged, found 1"
        ),
        Slot(
            "distractors: {split: train, count: 16, center: [0 m, 0 m], spacing: 0.1 m, cells_per_edge: 8, region: all, min_distance: 0 m}",
            20,
            "expected more than 16 objects"
        ),
        Case(
            "object: {split: train}",
            "object: {split: train, only: [carrot, cup]}",
            12,
            45,
            "the object 'cup' is in the split 'test', not in 'train'"
        ),
        Case(
            "name: small\n",
            "name: small\nupstream_compatible: maybe\n",
            3,
            22,
            "expected whether faults of the public code are repeated, 'true' or 'false', found 'maybe'"
        ),
        Slot("factors: [gravity]", 16, "expected a mapping of factors of the world, each with its name, found a list"),
        Slot("factors: {Gravity: 1}", 17, "expected the name of a factor: lower-case letters, digits and underscores, found 'Gravity'"),
        Slot("factors: {gravity: 0 m}", 26, "expected the factor of gravity: a number without unit"),
        Slot("factors: {gravity: [0.5, 0.5]}", 32, "this value of 'factors.gravity' is listed twice"),
        // What is listed twice would count twice.
        Case("[0 deg, 45 deg]", "[0 deg, 45 deg, 0.0 rad]", 22, 35, "this value of 'object_yaw' is listed twice"),
        Slot("camera: [{field_of_view: 1.2}, {}, {field_of_view: 1.20}]", 42, "this value of 'camera' is listed twice"),
        Slot(
            "arm_joint_offsets: {joints: [[0 rad], [0 rad], [0 rad], [0 rad, 0.1 rad, 0.1 rad], [0 rad], [0 rad]], "
                + "max_shoulder_plus_elbow: 1 rad}",
            63,
            "an offset is listed twice"
        ),
        Case("table: {split: train, only: [oak]}", "table: {split: train, only: [oak, oak]}", 14, 41, "the table 'oak' is listed twice"),
        // Slots that do not go together.
        Contradiction(
            "boards: {category: traffic, called: \"{name}\", places: [[0 m, 0 m]]}",
            "a scene needs either 'receptacle' or 'boards', and has both (the scene of 'put')"
        ),
        Contradiction(
            "second_object: {split: test}",
            "'second_object' needs a third place; give 'placement' the key 'third' (the scene of 'put')"
        ),
        Contradiction(
            "distractors: {split: train, count: 4, center: [0 m, 0 m], spacing: 0.05 m, cells_per_edge: 4, region: all, "
                + "min_distance: 0.07 m}",
            "4 'distractors' may find no cell left"
        ),
        Case(
            "min_distance: 0.07 m\n",
            "min_distance: 0.07 m\n        third: {min_distance_to_object: 0.1 m, min_distance_to_receptacle: 0.1 m}\n",
            7,
            5,
            "'placement' has a third place that nothing uses"
        ),
        Case(
            "      receptacle: {split: train, only: [plate]}\n",
            "",
            7,
            5,
            "a scene needs either 'receptacle' or 'boards' (the scene of 'put')"
        ),
        Case(
            "      table: {split: test}\n",
            "      object_move: {step: 5, height: 1 m, settle_substeps: 50}\n",
            7,
            5,
            "'object_move' needs a third place; give 'placement' the key 'third' (the task 'put' under the axis 'vision/table')"
        ),
        Case(
            "      table: {split: test}\n",
            "      factors: {gravity: 1}\n",
            7,
            5,
            "the axis 'vision/table' changes nothing in the task 'put'"
        ),
        Case("      table: {split: test}\n", "      object_scale: 1\n", 7, 5, "the axis 'vision/table' changes nothing in the task 'put'"),
        // Tasks and axes.
        Case("axes: [vision/table]", "axes: [vision/tabel]", 28, 12, "there is no axis 'vision/tabel'; did you mean 'vision/table'?"),
        Case("axes: [vision/table]", "axes: [vision/table, vision/table]", 28, 26, "the axis 'vision/table' is listed twice"),
        Case("    axes: [vision/table]\n", "", 29, 11, "no task lists the axis 'vision/table' under 'axes'; list it or remove it"),
        Case("- name: vision/table", "- name: vison/table", 30, 11, "there is no group 'vison'; did you mean 'vision'?"),
        Case("- name: vision/table", "- name: table", 30, 11, "expected an axis name: group/name, such as 'vision/table', found 'table'"),
        Case(
            "- name: vision/table",
            "- name: vision/Table",
            30,
            11,
            "expected an axis name after its group: lower-case letters, digits and single hyphens, found 'Table'"
        ),
        Case(
            "    override:\n      table: {split: test}\n",
            "",
            30,
            5,
            "an axis needs the key 'override' (the slots it changes), 'levels', or both"
        ),
        Case(
            "      table: {split: test}\n",
            "      tables: {split: test}\n",
            33,
            7,
            "an override has no key 'tables'; did you mean 'table'"
        ),
        Case("      table: {split: test}\n", "      {}\n", 33, 7, "an override needs at least one of object, receptacle, table"),
        Case(
            "table: {split: test}\n",
            "table: {split: train, only: [oak]}\n",
            7,
            5,
            "the axis 'vision/table' changes nothing in the task 'put': its values are the task's own"
        ),
        Case("tasks:\n", "tasks:\n  - {name: put}\n", 8, 11, "there are two tasks named 'put'"),
        Case(
            "axes:\n",
            "axes:\n  - {name: vision/table, description: x, override: {object_height: 1 m}}\n",
            31,
            11,
            "there are two axes named 'vision/table'"
        ),
        Levels("2", 33, 17, "expected a level from 0 to 1, found 2"),
        Levels("-0.5", 33, 17, "expected a level from 0 to 1, found -0.5"),
        Levels("0", 33, 17, "expected a level above 0, found 0"),
        Levels("0.5 m", 33, 17, "expected a level: a number without unit, found '0.5 m' with the unit 'm'"),
        Levels(
            "0.5, override: {table: {split: test}}}\n      - {level: 0.5",
            34,
            17,
            "expected levels in ascending order, found 0.5 after 0.5"
        ),
        // YAML itself.
        Case("name: small", "name: &anchor small", 2, 7, "anchors are not allowed (found '&anchor')"),
        Case(
            "description: Another table.",
            "description: *anchor",
            31,
            18,
            "aliases are not allowed (found '*anchor'); write the value out"
        ),
        Case("max_steps: 80", "max_steps: !!int 80", 9, 16, "tags are not allowed (found 'tag:yaml.org,2002:int')"),
        Case("max_steps: 80", "max_steps: 'eighty", 9, 16, "this is not YAML: While scanning a quoted scalar"),
        Case("max_steps: 80", "<<: {max_steps: 80}", 9, 5, "a task has no key '<<'"),
        Case(
            "max_steps: 80",
            "max_steps: [80",
            9,
            16,
            "this is not YAML: a bracket, brace or quotation mark after this place is missing or misplaced"
        ),
        Case(
            "      table: {split: test}\n",
            "      table: {split: test}\n---\na: b\n",
            34,
            1,
            "expected one document, found a second one; use one file for each"
        ),
    ];

    [TestCaseSource(nameof(Cases))]
    public void Load_WrongFile_SaysWhatAndWhere(string old, string wrong, int line, int column, string message)
    {
        using var folder = new TemporaryFolder();
        var problems = Refused(folder, ReplaceFirst(Right, old, wrong));

        Assert.That(
            problems.Select(p => p.ToString()),
            Has.Some.StartsWith($"{Path.Combine(folder.Path, "small.yaml")}:{line}:{column}: ").And.Some.Contains(message),
            string.Join('\n', problems)
        );
        Assert.That(
            problems.Single(p => p.Message.Contains(message, StringComparison.Ordinal)),
            Has.Property("Line").EqualTo(line).And.Property("Column").EqualTo(column)
        );
    }

    [Test]
    public void Load_RightFile_IsRight()
    {
        using var folder = new TemporaryFolder();

        Assert.That(folder.Load("small.yaml", Right).Plan(0, 1).Episodes, Has.Length.EqualTo(2));
    }

    [Test]
    public void Load_ManyProblems_ReportsAllInTheOrderOfTheFile()
    {
        using var folder = new TemporaryFolder();
        var text = Right
            .Replace("max_steps: 80", "max_steps: many", StringComparison.Ordinal)
            .Replace("spacing: 0.03 m", "spacing: 3", StringComparison.Ordinal)
            .Replace("[0 deg, 45 deg]", "[0 m, 45 m]", StringComparison.Ordinal)
            .Replace("table: {split: test}", "tabel: {split: test}", StringComparison.Ordinal);

        var problems = Refused(folder, text);

        Assert.That(problems.Select(p => p.Line), Is.EqualTo(new[] { 9, 18, 22, 22, 33, 33 }));
    }

    [Test]
    public void Load_EmptyFile_IsRefused()
    {
        using var folder = new TemporaryFolder();

        Assert.That(Refused(folder, "").Single().ToString(), Does.EndWith("small.yaml:1:1: expected a mapping, found an empty file"));
    }

    [Test]
    public void Load_FileThatIsNotAMapping_IsRefused()
    {
        using var folder = new TemporaryFolder();

        Assert.That(Refused(folder, "- a\n").Single().Message, Is.EqualTo("expected a mapping that describes a suite, found a list"));
    }

    [Test]
    public void Load_FileThatIsTooLarge_IsRefused()
    {
        using var folder = new TemporaryFolder();

        Assert.That(Refused(folder, new string('#', 300_000)).Single().Message, Is.EqualTo("expected at most 262144 bytes, found 300000"));
    }

    [Test]
    public void Load_FileWithTooManyValues_IsRefused()
    {
        using var folder = new TemporaryFolder();

        Assert.That(
            Refused(folder, $"[{string.Join(',', Enumerable.Repeat("1", 30_000))}]").Single().Message,
            Is.EqualTo("expected at most 20000 values, found more")
        );
    }

    [Test]
    public void Load_FileThatIsTooDeep_IsRefused()
    {
        using var folder = new TemporaryFolder();

        Assert.That(
            Refused(folder, new string('[', 5000)).Single().Message,
            Is.EqualTo("expected at most 16 levels of nesting, found more")
        );
    }

    [Test]
    public void Load_FileThatIsNotUtf8_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "small.yaml");
        File.WriteAllBytes(path, [.. Encoding.UTF8.GetBytes("name: "), 0xFF, 0xFE]);

        Assert.That(
            () => Suite.Load(path, Shipped.Catalogue),
            Throws.TypeOf<InputException>().With.Message.Contains("expected UTF-8 text, found an invalid byte at offset 6")
        );
    }

    [Test]
    public void Load_DamagedFile_IsRefusedOrRightAndNeverFailsOtherwise([Range(0, 9)] int batch)
    {
        using var folder = new TemporaryFolder();
        const string Debris = "[]{}:,-#&*!|>'\"%@`~?\n\t\\ 0aé\0";
        for (var i = 0; i < 40; i++)
        {
            var random = KeyedRandom.Create((ulong)batch, "damage", i.ToString());
            var text = new StringBuilder(Right);
            for (var hit = random.NextInt(3); hit >= 0; hit--)
            {
                var at = random.NextInt(text.Length);
                switch (random.NextInt(3))
                {
                    case 0:
                        text[at] = Debris[random.NextInt(Debris.Length)];
                        break;
                    case 1:
                        text.Insert(at, Debris[random.NextInt(Debris.Length)]);
                        break;
                    default:
                        text.Remove(at, Math.Min(1 + random.NextInt(40), text.Length - at));
                        break;
                }
            }
            var path = folder.Write("small.yaml", text.ToString());

            Assert.That(() => Load(path), Throws.Nothing, text.ToString());
        }

        static void Load(string path)
        {
            try
            {
                Suite.Load(path, Shipped.Catalogue);
            }
            catch (InputException e)
            {
                Assert.That(e.Problems, Is.Not.Empty);
                Assert.That(e.Problems.Select(p => p.Line), Is.All.Positive);
            }
        }
    }

    private static TestCaseData Case(string old, string wrong, int line, int column, string message) =>
        new TestCaseData(old, wrong, line, column, message).SetArgDisplayNames(
            wrong.Trim().Replace("\n", " ", StringComparison.Ordinal),
            message
        );

    private static TestCaseData Slot(string slot, int column, string message) =>
        Case(AnotherSlot, $"{AnotherSlot}      {slot}\n", AnotherLine, column, message);

    private static TestCaseData Contradiction(string slot, string message) =>
        Case(AnotherSlot, $"{AnotherSlot}      {slot}\n", 7, 5, message);

    private static TestCaseData Levels(string level, int line, int column, string message) =>
        Case(
            "    override:\n      table: {split: test}\n",
            $"    levels:\n      - {{level: {level}, override: {{table: {{split: test}}}}}}\n",
            line,
            column,
            message
        );

    private static string ReplaceFirst(string text, string old, string replacement)
    {
        var at = text.IndexOf(old, StringComparison.Ordinal);
        Assert.That(at, Is.Not.Negative, "the case replaces nothing");
        return text[..at] + replacement + text[(at + old.Length)..];
    }

    private static ImmutableArray<InputProblem> Refused(TemporaryFolder folder, string text)
    {
        var exception = Assert.Throws<InputException>(() => folder.Load("small.yaml", text));
        return exception!.Problems;
    }
}
