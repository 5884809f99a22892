using System.Collections.Concurrent;

namespace Testing.Host.Cases;

/// <summary>xunit reports an exception of Dispose.</summary>
public sealed class LifeCounts : IDisposable
{
    private readonly ConcurrentDictionary<string, int> _counts = new();

    public void Add(string word) => _counts.AddOrUpdate(word, 1, (_, count) => count + 1);

    public void Dispose() =>
        Assert.Equal(
            "called 21, disposed 21, ended 21, made ready 21",
            string.Join(", ", _counts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}"))
        );
}
