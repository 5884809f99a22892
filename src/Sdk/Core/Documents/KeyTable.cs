namespace Scalewright.Documents;

/// <summary>Keeps one string for keys that come again and again, so that the copies of a large document die young.</summary>
internal sealed class KeyTable
{
    private const int CountMax = 256;

    // A short document is done before sharing pays for the table.
    private const int UnsharedMax = 64;
    private string?[]? _keys;
    private int _unshared;

    /// <summary>The key, as the string that was seen first when it is still known.</summary>
    public string Share(string key)
    {
        if (_keys is null && _unshared++ < UnsharedMax)
        {
            return key;
        }

        _keys ??= new string?[CountMax];
        ref string? known = ref _keys[Slot(key)];
        if (known == key)
        {
            return known;
        }

        known = key;
        return key;
    }

    private static int Slot(string key) =>
        key.Length == 0 ? 0 : ((key.Length * 31) + (key[0] * 7) + (key[^1] * 17) + key[key.Length / 2]) & (CountMax - 1);
}
