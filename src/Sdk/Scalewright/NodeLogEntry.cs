using System.Collections;

namespace Scalewright.Hosting;

/// <summary>What a node said, as loggers take it: a message, and facts about it.</summary>
/// <param name="Message">The message.</param>
/// <param name="Facts">The facts.</param>
internal sealed record NodeLogEntry(string Message, IReadOnlyList<KeyValuePair<string, object?>> Facts) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => Facts.Count;

    public KeyValuePair<string, object?> this[int index] => Facts[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Facts.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => Message;
}
