namespace Scalewright.Storage.Servers;

/// <summary>Servers that are being forgotten: whoever registers one of them waits until that is over. Looked at and changed under the lock of the book alone.</summary>
internal sealed class ForgettingMarks
{
    private readonly Dictionary<string, Mark> _marks = new(StringComparer.Ordinal);

    public void Set(string fqdn)
    {
        if (!_marks.TryGetValue(fqdn, out Mark? mark))
        {
            _marks[fqdn] = mark = new Mark();
        }

        mark.Count++;
    }

    /// <summary>Takes a mark away.</summary>
    /// <returns>What to complete outside of the lock; null while another mark is left.</returns>
    public TaskCompletionSource? Clear(string fqdn)
    {
        Mark mark = _marks[fqdn];
        mark.Count--;
        if (mark.Count > 0)
        {
            return null;
        }

        _marks.Remove(fqdn);
        return mark.Over;
    }

    /// <summary>Ends when a server is not being forgotten; null when it is not now.</summary>
    public Task? Of(string fqdn) => _marks.GetValueOrDefault(fqdn)?.Over.Task;

    private sealed class Mark
    {
        public TaskCompletionSource Over { get; } = new();

        public int Count { get; set; }
    }
}
