using BlindVla.Core;
using BlindVla.TestKit;

namespace BlindVla.Bridge.Tests;

public sealed class ScriptedPolicyTests : PolicyContract
{
    protected override ValueTask<IPolicy> CreatePolicyAsync() =>
        ValueTask.FromResult<IPolicy>(
            new ScriptedPolicy(
                [
                    [0.01f, 0, 0, 0, 0, 0, 1],
                    [0, 0.01f, 0, 0, 0, 0.1f, -1],
                ],
                looks: true
            )
        );
}
