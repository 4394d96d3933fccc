namespace BlindVla.Policies.Remote;

/// <summary>Actions as XPolicyLab has them, a list with a map for each, and as a mapping reads them, an array for each key.</summary>
internal static class XPolicyLabActions
{
    /// <exception cref="WireException">It is no such list, or an action lacks a key of the mapping.</exception>
    public static WireValue.Map Read(WireValue? actions, ActionMapping mapping)
    {
        if (actions is not WireValue.Sequence list)
            throw new WireException($"'actions': expected a list of maps, found {actions?.Kind ?? "no such key"}");
        return new([.. mapping.Keys.Select(key => KeyValuePair.Create(key.Name, (WireValue)Column(list, key)))]);
    }

    public static WireValue.Sequence Write(WireValue.Map answer, int count) =>
        new([.. Enumerable.Range(0, count).Select(row => new WireValue.Map([.. answer.Entries.Select(entry => Row(entry, row))]))]);

    private static WireValue.Numbers Column(WireValue.Sequence actions, WireKey key)
    {
        var values = new List<float>();
        foreach (var action in actions.Items)
        {
            var value = action is WireValue.Map map
                ? map[key.Name]
                : throw new WireException($"'actions': expected maps, found {action.Kind}");
            values.AddRange(
                value is WireValue.Numbers { Value: { Shape: [var found] } array } && found == key.Length ? array.ToSingles()
                : value is WireValue.Numbers { Value: { Shape: [] } single } && key.Length == 1 ? single.ToSingles()
                : throw new WireException($"'{key.Name}': expected an array of {key.Length} values, found {value?.Kind ?? "no such key"}")
            );
        }
        return new(NumericArray.Of(values.ToArray().AsSpan(), actions.Items.Length, key.Length));
    }

    private static KeyValuePair<string, WireValue> Row(KeyValuePair<string, WireValue> entry, int row)
    {
        var array = ((WireValue.Numbers)entry.Value).Value;
        var bytes = array.Data.Length / array.Shape[0];
        return new(entry.Key, new WireValue.Numbers(new(array.Type, [array.Shape[1]], array.Data.Slice(row * bytes, bytes))));
    }
}
