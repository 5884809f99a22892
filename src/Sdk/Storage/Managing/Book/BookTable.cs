namespace Scalewright.Storage.Managing.Book;

/// <summary>Entries by number, in the order of their numbers.</summary>
internal sealed class BookTable<T>(Func<T, int> idOf)
    where T : class
{
    private readonly SortedDictionary<int, T> _entries = [];

    public int Count => _entries.Count;

    public IEnumerable<T> All => _entries.Values;

    public int LastId { get; private set; }

    public T? Find(int id) => _entries.GetValueOrDefault(id);

    public void Apply(IEnumerable<T>? put, IEnumerable<int>? gone)
    {
        foreach (T entry in put ?? [])
        {
            _entries[idOf(entry)] = entry;
            LastId = Math.Max(LastId, idOf(entry));
        }

        foreach (int id in gone ?? [])
        {
            _entries.Remove(id);
        }
    }

    public void Reserve(int lastId) => LastId = Math.Max(LastId, lastId);
}
