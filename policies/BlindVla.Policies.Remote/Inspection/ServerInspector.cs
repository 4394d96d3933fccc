using System.Text.Json;
using BlindVla.Core;

namespace BlindVla.Policies.Remote;

/// <summary>Looks at a policy server: what it says, and how fast it answers questions about a picture of nothing.</summary>
internal static class ServerInspector
{
    private const string Instruction = "put carrot on plate";

    /// <summary>Of one session; a server that is slow is asked less.</summary>
    private const int MostQuestions = 100;

    private static readonly int[] SessionCounts = [1, 4, 16];
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>What a client has compiled by then is fast.</summary>
    private const int WarmUpQuestions = 20;
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromSeconds(0.5);

    /// <exception cref="PolicyException">There is no server, none of this protocol, or it was lost.</exception>
    public static async Task<ServerInspection> InspectAsync(
        IRemoteProtocol protocol,
        RemoteSettings settings,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        ServerDeclaration declared;
        await using (var connection = await RemoteOpening.OpenAsync(protocol, settings, time, cancellationToken))
            declared = connection.Declared;
        // Again, because the first waited for this program's compiler, too.
        var began = time.GetTimestamp();
        TimeSpan connecting;
        await using (await RemoteOpening.OpenAsync(protocol, settings, time, cancellationToken))
            connecting = time.GetElapsedTime(began);
        var mapping = settings.Mapping;
        using var said = JsonDocument.Parse(JsonArrays.Encode(declared.Said));
        var seen = new ServerInspection(
            settings.Address.ToString(),
            protocol.Name,
            declared.ProtocolVersion,
            connecting.TotalSeconds,
            said.RootElement.Clone(),
            mapping.Name,
            mapping.Digest,
            [.. RemotePolicy.Problems(mapping, declared)],
            AnswerProblem: null,
            FirstAnswerSeconds: null,
            Loads: []
        );
        if (!seen.Problems.IsEmpty)
            return seen;

        await using var policy = await RemotePolicy.ConnectAsync(protocol, settings, time, cancellationToken);
        var observation = Blank(mapping);
        try
        {
            var asked = time.GetTimestamp();
            await using var session = policy.BeginEpisode(Brief(0));
            await session.PredictAsync(observation, cancellationToken);
            seen = seen with { FirstAnswerSeconds = time.GetElapsedTime(asked).TotalSeconds };
        }
        catch (PolicyException e) when (e.Fault == PolicyFault.Failed)
        {
            return seen with { AnswerProblem = e.Message };
        }
        var loads = new List<ServerLoad>();
        foreach (var sessions in SessionCounts)
            loads.Add(await MeasureAsync(policy, sessions, observation, time, cancellationToken));
        return seen with { Loads = [.. loads] };
    }

    private static async Task<ServerLoad> MeasureAsync(
        RemotePolicy policy,
        int count,
        Observation observation,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        IPolicySession[] sessions = [.. Enumerable.Range(0, count).Select(i => policy.BeginEpisode(Brief(i)))];
        try
        {
            // The first question of each connects, and begins its episode.
            await AskAllAsync(WarmUpQuestions, LongestWarmUp);
            var began = time.GetTimestamp();
            var all = await AskAllAsync(MostQuestions, Longest);
            var elapsed = time.GetElapsedTime(began).TotalSeconds;
            double[] seconds = [.. all.SelectMany(each => each).Order()];
            return new(
                count,
                seconds.Length,
                seconds[seconds.Length / 2],
                seconds[(int)Math.Ceiling(0.95 * seconds.Length) - 1],
                elapsed > 0 ? seconds.Length / elapsed : 0
            );
        }
        catch (PolicyException e) when (count > 1)
        {
            // One session works; how many more a server takes is its own matter.
            return new(count, 0, 0, 0, 0, e.Message);
        }
        finally
        {
            foreach (var session in sessions)
                await session.DisposeAsync();
        }

        Task<List<double>[]> AskAllAsync(int most, TimeSpan longest)
        {
            var began = time.GetTimestamp();
            return Task.WhenAll(sessions.Select(session => Task.Run(() => AskAsync(session, began, most, longest), cancellationToken)));
        }

        async Task<List<double>> AskAsync(IPolicySession session, long began, int most, TimeSpan longest)
        {
            var seconds = new List<double>();
            do
            {
                var asked = time.GetTimestamp();
                await session.PredictAsync(observation, cancellationToken);
                seconds.Add(time.GetElapsedTime(asked).TotalSeconds);
            } while (seconds.Count < most && time.GetElapsedTime(began) < longest);
            return seconds;
        }
    }

    private static EpisodeBrief Brief(int number) => new($"inspection/{number}", Instruction, (ulong)number, []);

    /// <summary>Pictures that pack about as well as those of a scene, and a state of zeros.</summary>
    private static Observation Blank(EmbodimentMapping mapping) =>
        new(
            TimeSeconds: 0,
            [.. mapping.Cameras.Select(camera => Blank(camera.Request))],
            new float[mapping.State?.World.Sum(part => part.Length) ?? 0],
            Privileged: null
        );

    private static ImageFrame Blank(CameraRequest camera)
    {
        var random = KeyedRandom.Create(0, "inspection", camera.Name);
        var rgb = new byte[camera.Width * camera.Height * 3];
        for (var i = 0; i < rgb.Length; i++)
            rgb[i] = (byte)((i / 3 % camera.Width / 2) + random.NextInt(8));
        return new(camera.Name, camera.Width, camera.Height, rgb, CaptureTimeSeconds: 0);
    }
}
