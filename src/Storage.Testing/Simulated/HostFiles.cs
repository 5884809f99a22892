using Scalewright.Providers;

namespace Scalewright.Storage.Testing.Simulated;

/// <summary>The files of simulated hosts. They survive reboots.</summary>
internal sealed class HostFiles
{
    private readonly SortedDictionary<(string Host, string Path), string> _files = new(
        Comparer<(string Host, string Path)>.Create(static (one, other) => (string.CompareOrdinal(one.Host, other.Host), string.CompareOrdinal(one.Path, other.Path)) switch
        {
            (0, int path) => path,
            (int host, _) => host,
        }));

    public string Read(string host, string path) => _files.TryGetValue((host, path), out string? text) ? text : throw Missing(host, path);

    public void Write(string host, string path, string text)
    {
        if (!path.StartsWith('/') || path.EndsWith('/'))
        {
            throw new ProviderException(SiteCheck.Word, [new Problem(ProblemCode.UnsafePath, $"'{Printable.Escape(path)}' is no path of a file", "begin at the root, end with a name") { Field = host }]);
        }

        _files[(host, path)] = text;
    }

    public void Rename(string host, string path, string newPath)
    {
        Write(host, newPath, Read(host, path));
        if (path != newPath)
        {
            _files.Remove((host, path));
        }
    }

    public void Delete(string host, string path)
    {
        if (!_files.Remove((host, path)))
        {
            throw Missing(host, path);
        }
    }

    public ValueList<string> Below(string host, string folder) =>
        _files.Keys.Where(file => file.Host == host && file.Path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal)).Select(file => file.Path).ToValueList();

    private static ProviderException Missing(string host, string path) =>
        new(SiteCheck.Word, [new Problem(ProblemCode.UnknownReference, $"there is no file '{Printable.Escape(path)}'", "write it first") { Field = host }]);
}
