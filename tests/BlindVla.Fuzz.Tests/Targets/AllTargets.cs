using BlindVla.Fuzz.Tests.Engine;

namespace BlindVla.Fuzz.Tests.Targets;

/// <summary>Every reader of what comes from outside, by name; made only when it is its turn.</summary>
internal static class AllTargets
{
    private static readonly Dictionary<string, Func<string, FuzzTarget>> Makers = new()
    {
        ["suite"] = ScenarioTargets.Suite,
        ["gate"] = ScenarioTargets.Gate,
        ["rig"] = ScenarioTargets.Rig,
        ["catalogue-objects"] = ScenarioTargets.CatalogueFile,
        ["catalogue-boards"] = ScenarioTargets.CatalogueFile,
        ["catalogue-instructions"] = ScenarioTargets.CatalogueFile,
        ["run-record"] = RunTargets.Record,
        ["run-ledger"] = RunTargets.LedgerRows,
        ["run-actions"] = RunTargets.Actions,
        ["npy"] = RunTargets.Npy,
        ["answers"] = QuestionTargets.Answers,
        ["probe-set"] = QuestionTargets.Questions,
        ["checkpoint-config"] = CheckpointTargets.Config,
        ["checkpoint-statistics"] = CheckpointTargets.Statistics,
        ["checkpoint-generation"] = CheckpointTargets.Generation,
        ["checkpoint-preprocessor"] = CheckpointTargets.Preprocessor,
        ["checkpoint-tensors"] = CheckpointTargets.Tensors,
        ["checkpoint-index"] = CheckpointTargets.Index,
        ["checkpoint-pieces"] = CheckpointTargets.Pieces,
        ["checkpoint-tokens"] = CheckpointTargets.Tokens,
        ["checkpoint-older-tokens"] = CheckpointTargets.OlderTokens,
        ["checkpoint-adapter"] = CheckpointTargets.Adapter,
        ["picture"] = PictureTargets.Pictures,
        ["film"] = PictureTargets.Films,
        ["remote-messages"] = RemoteTargets.Messages,
        ["remote-vla-eval"] = RemoteTargets.VlaEval,
        ["remote-openpi-variants"] = RemoteTargets.OpenPiVariants,
        ["remote-groot"] = RemoteTargets.Groot,
        ["remote-xpolicylab"] = RemoteTargets.XPolicyLab,
        ["remote-lerobot"] = RemoteTargets.LeRobot,
        ["remote-json"] = RemoteTargets.Json,
        ["remote-mapping"] = RemoteTargets.Mapping,
        ["bridge-describe"] = BridgeTargets.Describe,
        ["bridge-response"] = BridgeTargets.Response,
        ["bridge-session"] = BridgeTargets.Session,
    };

    public static IEnumerable<string> Names => Makers.Keys;

    public static FuzzTarget Make(string name) => Makers[name](name);
}
