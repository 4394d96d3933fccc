using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace BlindVla.Policies.Torch;

/// <summary>
/// LLaMA's tokenizer as Hugging Face's LlamaTokenizer behaves (transformers 4.40.1), in both its ways of treating what stands behind a
/// special token: <c>legacy</c> gives every piece between special tokens its own leading space, the other way only the beginning.
/// </summary>
public sealed class LlamaText
{
    public const string ModelFile = "tokenizer.model";
    public const string ConfigFileName = "tokenizer_config.json";
    public const string AddedTokensFile = "added_tokens.json";
    public const string SpecialTokensFile = "special_tokens_map.json";

    private const char Space = '\u2581'; // what SentencePiece writes for a space

    private readonly SentencePieceModel _pieces;
    private readonly bool _legacy;
    private readonly string _unknown;
    private readonly int _unknownLength;
    private readonly ImmutableDictionary<string, int> _special;
    private readonly Regex? _splitter;

    private LlamaText(SentencePieceModel pieces, TokenizerSettings settings)
    {
        (_pieces, _legacy, _unknown, _special) = (pieces, settings.Legacy, settings.Unknown, settings.Special);
        _unknownLength = Encode(_unknown, dummyPrefix: false).Length;
        _splitter = _special.IsEmpty
            ? null
            : new Regex(
                "(" + string.Join('|', _special.Keys.OrderByDescending(token => token.Length).Select(Regex.Escape)) + ")",
                RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
            );
        EmptyToken = pieces.Find($"{Space}")
            ?? throw new CheckpointException($"the tokenizer has no piece '{Space}', which begins the actions");
        Begin = pieces.Controls.TryGetValue(settings.Begin, out var begin)
            ? begin
            : throw new CheckpointException($"the tokenizer has no token '{settings.Begin}'");
    }

    /// <summary>Id of the beginning of a sequence.</summary>
    public int Begin { get; }

    /// <summary>Id of a lone space, behind which actions are written; 29871 in Llama 2.</summary>
    public int EmptyToken { get; }

    /// <summary>Largest id and one more, special tokens included.</summary>
    public int Size => Math.Max(_pieces.Count, _special.Values.DefaultIfEmpty(-1).Max() + 1);

    /// <exception cref="CheckpointException">Files are missing, are not those of a LLaMA's tokenizer, or do not fit the
    /// network.</exception>
    public static LlamaText Load(string folder, OpenVlaConfig config)
    {
        var (path, settings) = (Path.Combine(folder, ModelFile), Path.Combine(folder, ConfigFileName));
        if (!File.Exists(path) && File.Exists(Path.Combine(folder, "tokenizer.json")))
        {
            throw new CheckpointException(
                $"there is no {ModelFile} in {folder}, and this program does not read tokenizer.json; copy {ModelFile} from the "
                    + "checkpoint this one was made of"
            );
        }
        byte[]? Optional(string name) =>
            File.Exists(Path.Combine(folder, name)) ? CheckpointFile.Read(Path.Combine(folder, name), JsonFields.LongestFile) : null;
        var pieces = SentencePieceModel.Load(path);
        var text = new LlamaText(
            pieces,
            TokenizerSettings.Parse(
                CheckpointFile.Read(settings, JsonFields.LongestFile),
                Optional(AddedTokensFile),
                Optional(SpecialTokensFile),
                pieces,
                settings
            )
        );
        if (text.Size > config.Language.VocabularySize)
        {
            throw new CheckpointException(
                $"{path} and {ConfigFileName} have {text.Size} tokens, but the network's vocabulary is "
                    + $"{config.Language.VocabularySize}; the tokenizer belongs to another checkpoint"
            );
        }
        // In training the actions are the tokenizer's last pieces, in inference the last rows of the network before its padding.
        return pieces.Count == config.TokenLimit
            ? text
            : throw new CheckpointException(
                $"{path} has {pieces.Count} pieces, the last of which were trained as actions, but by the config actions end at "
                    + $"{config.TokenLimit} "
                    + $"(vocab_size {config.Language.VocabularySize} without pad_to_multiple_of {config.PaddingRows}): they would be read "
                    + "from other tokens"
            );
    }

    /// <summary>The id of a piece by what it is called, such as <c>&lt;/s&gt;</c>.</summary>
    /// <exception cref="CheckpointException">There is none.</exception>
    public int IdOf(string piece) => _pieces.IdOf(piece) ?? throw new CheckpointException($"the tokenizer has no piece '{piece}'");

    /// <summary>Ids of a text, the beginning of a sequence first.</summary>
    public ImmutableArray<int> Encode(string text) => [Begin, .. EncodePieces(text)];

    private IEnumerable<int> EncodePieces(string text)
    {
        if (text.Length == 0)
        {
            return [];
        }
        if (!_legacy)
        {
            // One leading space for the whole text, not for every piece of it.
            text = Space + text.Replace(Space, ' ');
        }
        var segments = (_splitter?.Split(text) ?? [text]).Where(segment => segment.Length > 0).ToList();
        // The added space would stand alone before a special token.
        if (!_legacy && segments.Count > 1 && segments[0] == $"{Space}" && _special.ContainsKey(segments[1]))
        {
            segments.RemoveAt(0);
        }
        return segments.SelectMany(segment => _special.TryGetValue(segment, out var id) ? [id] : EncodeSegment(segment));
    }

    private ImmutableArray<int> EncodeSegment(string segment)
    {
        if (_legacy)
        {
            return Encode(segment, dummyPrefix: true);
        }
        // Something is put before the leading space and taken off again, so that the space is kept as it is.
        return segment[0] is Space or ' '
            ? [.. Encode(_unknown + segment, dummyPrefix: false).Skip(_unknownLength)]
            : Encode(segment, dummyPrefix: false);
    }

    private ImmutableArray<int> Encode(string segment, bool dummyPrefix) =>
        _pieces.Encode((dummyPrefix && _pieces.AddsDummyPrefix ? $"{Space}" : "") + segment.Replace(' ', Space));
}
