using System.Text;

namespace Scalewright.Topologies;

/// <summary>A piece of a <see cref="NamePattern"/>: literal bytes, or a place with its zero-padded width.</summary>
internal readonly record struct NamePart(NamePlace Place, byte[] Literal, int Width)
{
    public static IEnumerable<NamePart> Parse(string text)
    {
        int at = 0;
        while (at < text.Length)
        {
            int open = text.IndexOf('{', at);
            if (open < 0)
            {
                open = text.Length;
            }

            if (open > at)
            {
                yield return new NamePart(NamePlace.Literal, Encoding.UTF8.GetBytes(text[at..open]), 0);
            }

            if (open == text.Length)
            {
                yield break;
            }

            int close = text.IndexOf('}', open);
            if (close < 0)
            {
                throw new FormatException($"'{text}' opens a brace at {open + 1} and does not close it");
            }

            yield return ParsePlace(text[(open + 1)..close], text);
            at = close + 1;
        }
    }

    private static NamePart ParsePlace(string place, string text)
    {
        string[] parts = place.Split(':', 2);
        int width = parts.Length == 2 && parts[1].AsSpan().Trim('0').IsEmpty ? parts[1].Length : 0;
        return parts[0] switch
        {
            "node" => new NamePart(NamePlace.Node, [], 0),
            "number" => new NamePart(NamePlace.Number, [], width),
            "index" => new NamePart(NamePlace.Index, [], width),
            "unit" => new NamePart(NamePlace.Unit, [], width),
            _ => throw new FormatException($"'{text}' has the place '{{{place}}}'; there are {{node}}, {{number}}, {{index}} and {{unit}}"),
        };
    }
}
