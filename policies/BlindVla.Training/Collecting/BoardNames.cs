using BlindVla.Scenarios;

namespace BlindVla.Training;

/// <summary>What VL-Think's instructions call a board.</summary>
internal static class BoardNames
{
    /// <param name="calling">0 to 2: by which of its names, where it has several.</param>
    public static string Of(Board board, int calling) =>
        board.Category switch
        {
            "shape" => calling switch
            {
                0 => board.Shape!,
                1 => board.Color!,
                _ => board.Name,
            },
            "number" => $"{board.Parity} number",
            "laundry" or "weather" => $"{board.Name} icon",
            _ => $"{board.Name} sign",
        };
}
