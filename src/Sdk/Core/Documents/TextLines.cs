namespace Scalewright.Documents;

/// <summary>Lines of a text, ended only by LF, CR LF or CR.</summary>
internal ref struct TextLines(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> _rest = text;
    private bool _isDone;

    public ReadOnlySpan<char> Current { get; private set; }

    public readonly TextLines GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_isDone)
        {
            return false;
        }

        int end = _rest.IndexOfAny('\n', '\r');
        if (end < 0)
        {
            Current = _rest;
            _isDone = true;
            return true;
        }

        int length = _rest[end..].StartsWith("\r\n") ? 2 : 1;
        Current = _rest[..end];
        _rest = _rest[(end + length)..];
        return true;
    }
}
