using BlindVla.Core;
using BlindVla.Files;

namespace BlindVla.Scenarios;

/// <summary>A gate file's schema: every key it may have, and what is wrong with it.</summary>
public static class GateFile
{
    private const string Calibrated = "calibrated";
    private const string Anytime = "anytime";

    /// <param name="folder">Gates that it may extend by their names; null for none.</param>
    /// <exception cref="InputException">With every problem of the file and of those it extends.</exception>
    public static GateRules Load(string path, string? folder = null)
    {
        var problems = new ProblemList(path);
        var root = new YamlExtension(folder, ["schema_version", "name"]).Resolve(YamlFile.Read(path, problems), problems);
        var rules = Read(root, Path.GetFileNameWithoutExtension(path), problems);
        problems.ThrowIfAny();
        return rules!;
    }

    private static GateRules? Read(YamlNode root, string fileName, ProblemList problems)
    {
        var values = new YamlValues(problems);
        if (YamlFields.Of(root, "a gate", problems) is not { } fields)
        {
            return null;
        }
        values.Integer(fields.Required("schema_version"), "the schema version", 1, 1);
        var nameNode = fields.Required("name");
        var name = values.Slug(nameNode, "a gate name");
        if (name is not null && name != fileName)
        {
            problems.Add(nameNode!, $"expected '{fileName}', the name of the file, found '{name}'; rename one of them");
        }
        var suite = values.Slug(fields.Required("suite"), "a suite name");
        var only = fields.Optional("only") is { } onlyNode ? values.Text(onlyNode, "a pattern over episode ids, such as '*/id/*'") : null;
        var margin = Share(fields.Required("margin"), "the margin", 0.001, 1);
        var alpha = Share(fields.Optional("alpha"), "alpha", 0.0001, 0.5) ?? 0.05;
        var power = Share(fields.Optional("power"), "the power", 0.5, 0.999) ?? 0.8;
        var errored = Share(fields.Optional("max_errored"), "the share of errored trials", 0, 1) ?? 0.02;
        var practicalNode = fields.Optional("practical_drop");
        var practical = Share(practicalNode, "the practical drop", 0, 1);
        var rule = fields.Optional("success_rule") is { } ruleNode
            ? values.Name(ruleNode, "success rule", ["at_end", "at_any_step"])
            : null;
        var guarantee = fields.Optional("guarantee") is { } guaranteeNode
            ? values.Name(guaranteeNode, "guarantee", [Calibrated, Anytime])
            : null;
        var mayDiffer = fields.Optional("identity_may_differ") is { } facts
            ? values.List(facts, "facts that may differ", fact =>
                values.Name(fact, "fact of the environment", GateRules.FactsThatMayDiffer)
            )
            : [];
        var protectedScopes = new HashSet<string>();
        var scopes = fields.Optional("protected") is { } list ? values.List(list, "protected scopes", ReadScope) : [];
        fields.RefuseOthers();
        var smallest = (scopes ?? []).Select(scope => scope.Margin).Append(margin ?? 1).Min();
        if (practical > smallest)
        {
            problems.Add(
                practicalNode!,
                $"expected a practical drop of at most the smallest margin, {smallest}, found {practical}: a drop between them would be "
                    + "neither a pass nor a regression, however many episodes are run"
            );
        }
        return name is null || suite is null || margin is not { } drop || scopes is not { } scopeList || mayDiffer is not { } factList
            ? null
            : new(
                name,
                suite,
                drop,
                scopeList,
                alpha,
                power,
                errored,
                practical ?? Math.Min(0.01, smallest),
                rule switch
                {
                    "at_end" => SuccessRule.AtEnd,
                    "at_any_step" => SuccessRule.AtAnyStep,
                    _ => null,
                }
            )
            {
                Only = only,
                Guarantee = guarantee == Anytime ? Guarantee.Anytime : Guarantee.Calibrated,
                IdentityMayDiffer = factList,
            };

        ProtectedScope? ReadScope(YamlNode node)
        {
            if (YamlFields.Of(node, "a protected scope", problems) is not { } scope)
            {
                return null;
            }
            var where = ReadName(scope.Required("scope"));
            var most = Share(scope.Required("margin"), "the margin", 0.001, 1);
            scope.RefuseOthers();
            return where is null || most is not { } marginThere ? null : new(where, marginThere);
        }

        string? ReadName(YamlNode? name)
        {
            const string Form = "a split, a group or a cell, such as 'id', 'vision', 'vision/texture@0.5' or 'traffic/id'";
            if (values.Text(name, Form) is not { } text)
            {
                return null;
            }
            switch (Condition.ReadScope(text))
            {
                case null:
                    problems.Add(name!, $"expected {Form}, found '{text}'");
                    return null;
                case { Kind: ScopeKind.Suite }:
                    problems.Add(name!, $"'{text}' is the whole suite, of which the gate's own margin speaks; leave it out");
                    return null;
                case { Name: var found } when !protectedScopes.Add(found):
                    problems.Add(name!, $"'{found}' is protected twice");
                    return null;
                case { Name: var found }:
                    return found;
            }
        }

        double? Share(YamlNode? node, string what, double minimum, double maximum) => values.Number(node, what, minimum, maximum);
    }
}
