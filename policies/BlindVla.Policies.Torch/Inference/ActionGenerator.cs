using static TorchSharp.torch;

namespace BlindVla.Policies.Torch;

/// <summary>Continues prompts, several at once: one pass over all prompts, then one token of each per step.</summary>
public sealed class ActionGenerator(OpenVla network, GenerationOptions options)
{
    private readonly ActionCodec _codec = new(network.Config);

    /// <param name="requests">B of them.</param>
    /// <param name="pixels">[B, 3 per tower, H, W].</param>
    /// <param name="count">Tokens of an action.</param>
    /// <returns>B rows of <paramref name="count"/> ids; what a row gets does not depend on the others.</returns>
    public long[][] Generate(IReadOnlyList<GenerationRequest> requests, Tensor pixels, int count)
    {
        using var mode = inference_mode();
        using var scope = NewDisposeScope();
        var device = network.Device;
        var lengths = requests.Select(request => request.Prompt.Length + network.Patches).ToArray();
        var longest = lengths.Max();
        var isPadded = lengths.Any(length => length != longest);
        // Short sequences are moved to the right, so that all go on at the same place; nothing sees what is left of them.
        var padding = tensor(lengths.Select(length => (long)(longest - length)).ToArray(), device: device).unsqueeze(1); // [B, 1]

        var language = network.Language;
        using var cache = language.NewCache(requests.Count, longest + count, network.DType, device);
        var places = Arithmetic.Indices(longest, device).unsqueeze(0); // [1, L]
        var x = language.Forward(
            Embeddings(requests, pixels, longest),
            (places - padding).AtLeast(0),
            isPadded ? VisibleToPrompt(places, padding) : null,
            cache,
            hiddenStates: null
        );

        var rows = requests.Select(_ => new long[count]).ToArray();
        for (var i = 0; ; i++)
        {
            var chosen = Choose(x.narrow(1, x.size(1) - 1, 1).squeeze(1), requests);
            foreach (var (row, token) in rows.Zip(chosen))
            {
                row[i] = token;
            }
            if (i + 1 == count)
            {
                return rows;
            }
            var position = padding.negative().Plus(longest + i); // [B, 1]
            var visible = isPadded
                ? (Arithmetic.Indices(longest + i + 1, device).unsqueeze(0) >= padding).unsqueeze(1).unsqueeze(1) // [B, 1, 1, L + i + 1]
                : null;
            x = language.Forward(language.Embed(tensor(chosen, device: device).unsqueeze(1)), position, visible, cache, hiddenStates: null);
        }
    }

    /// <summary>[B, L, width].</summary>
    private Tensor Embeddings(IReadOnlyList<GenerationRequest> requests, Tensor pixels, long longest)
    {
        var patches = network.Project(pixels);
        Tensor Tokens(GenerationRequest request) =>
            tensor(request.Prompt.Select(id => (long)id).ToArray(), device: network.Device).unsqueeze(0);
        if (requests.All(request => request.Prompt.Length == requests[0].Prompt.Length))
        {
            return network.Assemble(cat([.. requests.Select(Tokens)]), patches);
        }
        return cat([
            .. requests.Select(
                (request, i) =>
                {
                    var sequence = network.Assemble(Tokens(request), patches.narrow(0, i, 1));
                    return cat([zeros([1, longest - sequence.size(1), sequence.size(2)], network.DType, network.Device), sequence], dim: 1);
                }
            ),
        ]);
    }

    /// <summary>Each place sees what is before it in its own sequence, and itself: what is no place must see something, or it becomes no
    /// number.</summary>
    private static Tensor VisibleToPrompt(Tensor places, Tensor padding)
    {
        var (keys, queries) = (places.unsqueeze(1), places.unsqueeze(2)); // [1, 1, L], [1, L, 1]
        var isPast = (keys <= queries).logical_and(keys >= padding.unsqueeze(2)); // [B, L, L]
        return isPast.logical_or(keys == queries).unsqueeze(1); // [B, 1, L, L]
    }

    /// <param name="x">[B, width]: the newest place of every sequence.</param>
    private long[] Choose(Tensor x, IReadOnlyList<GenerationRequest> requests)
    {
        var first = options.ActionTokensOnly ? _codec.FirstToken : 0;
        var logits = options.ActionTokensOnly ? network.Language.Logits(x, first, _codec.Bins) : network.Language.Logits(x); // [B, tokens]
        if (options.Temperature <= 0)
        {
            return [.. logits.argmax(1).cpu().data<long>().ToArray().Select(token => first + token)];
        }
        var likelihoods = softmax(logits.Over(options.Temperature), 1, ScalarType.Float64).cpu();
        return [.. requests.Select((request, i) => first + Draw(likelihoods[i].data<double>().ToArray(), request.Noise.NextDouble()))];
    }

    private static int Draw(double[] likelihoods, double at)
    {
        for (var i = 0; i < likelihoods.Length - 1; i++)
        {
            at -= likelihoods[i];
            if (at < 0)
            {
                return i;
            }
        }
        return likelihoods.Length - 1;
    }
}
