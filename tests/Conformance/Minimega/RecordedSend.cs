using System.Text.RegularExpressions;

namespace Conformance.Minimega;

/// <summary>The writes behind a recorded request. 18-connections notes in words how a request was written.</summary>
internal static partial class RecordedSend
{
    /// <summary>The texts to write, one after the other.</summary>
    /// <param name="send">The recorded text.</param>
    /// <param name="hasNotes">True where the recorder added notes in parentheses.</param>
    public static IReadOnlyList<string> Parts(string send, bool hasNotes)
    {
        Match note = Note().Match(send);
        if (!hasNotes || !note.Success)
        {
            return [send + "\n"];
        }

        string text = send[..note.Index];
        return note.Value.Contains("two writes", StringComparison.Ordinal)
            ? text.Split(" + ")
            : [text.Replace("}\\n{", "}\n{", StringComparison.Ordinal) + "\n"];
    }

    [GeneratedRegex(@" \([^()]*write[^()]*\)$", RegexOptions.None, 1000)]
    private static partial Regex Note();
}
