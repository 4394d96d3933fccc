using BlindVla.Core;

namespace BlindVla.Training;

/// <summary>
/// Which frames a step sees: each source in an order of its own that goes through all of its frames before it begins anew, a share of
/// every batch from each. What a step sees depends on its number alone, so that a run that was interrupted goes on as if it had not been.
/// </summary>
internal sealed class SampleOrder(ulong seed, IReadOnlyList<(int Count, double Share)> sources, int batch)
{
    private readonly (int Source, int Slot)[] _slots = Slots(sources, batch);
    private readonly Dictionary<int, (long Pass, int[] Order)> _orders = [];

    /// <summary>Source and index in it of every member of a batch.</summary>
    public IEnumerable<(int Source, int Index)> Of(long step)
    {
        foreach (var (source, slot) in _slots)
        {
            var perStep = _slots.Count(other => other.Source == source);
            var at = (step * perStep) + slot;
            var count = sources[source].Count;
            yield return (source, Order(source, at / count)[at % count]);
        }
    }

    private int[] Order(int source, long pass)
    {
        if (!_orders.TryGetValue(source, out var order) || order.Pass != pass)
        {
            var random = KeyedRandom.Create(seed, "order", $"{source}", $"{pass}");
            int[] indices = [.. Enumerable.Range(0, sources[source].Count)];
            // Fisher and Yates.
            for (var i = indices.Length - 1; i > 0; i--)
            {
                var j = random.NextInt(i + 1);
                (indices[i], indices[j]) = (indices[j], indices[i]);
            }
            _orders[source] = order = (pass, indices);
        }
        return order.Order;
    }

    /// <summary>The batch is dealt to the sources by their shares, the largest remainders first.</summary>
    private static (int, int)[] Slots(IReadOnlyList<(int Count, double Share)> sources, int batch)
    {
        var total = sources.Sum(source => source.Share);
        var wanted = sources.Select(source => batch * source.Share / total).ToArray();
        var dealt = wanted.Select(w => (int)w).ToArray();
        foreach (var i in Enumerable.Range(0, dealt.Length).OrderByDescending(i => wanted[i] - dealt[i]).Take(batch - dealt.Sum()))
        {
            dealt[i]++;
        }
        return [.. dealt.SelectMany((count, source) => Enumerable.Range(0, count).Select(slot => (source, slot)))];
    }
}
