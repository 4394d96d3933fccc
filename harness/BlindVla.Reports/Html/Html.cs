using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace BlindVla.Reports;

/// <summary>Makes HTML from interpolated strings: <c>Html.Of($"&lt;td&gt;{name}&lt;/td&gt;")</c> encodes <c>name</c> and leaves markup as
/// it is.</summary>
internal static class Html
{
    public static Markup Of(Handler handler) => new(handler.ToString());

    public static Markup Join(IEnumerable<Markup> pieces) => new(string.Concat(pieces.Select(piece => piece.Text)));

    public static Markup Join<T>(IEnumerable<T> items, Func<T, Markup> show) => Join(items.Select(show));

    /// <summary>The heads of a table's columns.</summary>
    public static Markup Headings(IEnumerable<string> titles) => Join(titles, title => Of($"<th scope=\"col\">{title}</th>"));

    [InterpolatedStringHandler]
    internal readonly ref struct Handler
    {
        private readonly StringBuilder _text;

        public Handler(int literalLength, int formattedCount) => _text = new(literalLength + (16 * formattedCount));

        public void AppendLiteral(string markup) => _text.Append(markup);

        public void AppendFormatted(Markup markup) => _text.Append(markup.Text);

        public void AppendFormatted(string? text) => _text.Append(HtmlEncoder.Default.Encode(text ?? ""));

        public void AppendFormatted(int number) => _text.Append(CultureInfo.InvariantCulture, $"{number}");

        public void AppendFormatted(double number, string format) => _text.Append(number.ToString(format, CultureInfo.InvariantCulture));

        public override string ToString() => _text.ToString();
    }
}
