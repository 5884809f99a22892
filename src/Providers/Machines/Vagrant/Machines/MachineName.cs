namespace Scalewright.Providers.Vagrant.Machines;

/// <summary>Names of VMs and of the folders of clusters.</summary>
internal static class MachineName
{
    private const string Prefix = "sw-";

    // RFC 1123: parts of host names have 63 characters at most; 40 leave room for the hash.
    private const int HostLengthMax = 63;
    private const int NameLengthMax = 40;
    private const int HashLength = 10;

    /// <summary>A VM's name in its Vagrantfile. The same token gives the same one.</summary>
    public static string Of(ResourceTag tag) => $"{Word(tag.Name, NameLengthMax)}-{Hash($"{tag.Owner} {tag.Token}")}";

    /// <summary>A node's name as one of a host.</summary>
    public static string HostOf(string name) => Word(name, HostLengthMax);

    /// <summary>The folder of a cluster.</summary>
    public static string FolderOf(Owner owner) => $"{Prefix}{Word(owner.Cluster, NameLengthMax)}-{Hash(owner.ToString())}";

    /// <summary>Whether a folder is one of a cluster.</summary>
    public static bool IsFolder(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    private static string Word(string text, int lengthMax)
    {
        string word = new([.. text.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '-').Take(lengthMax)]);
        word = word.Trim('-');
        return word.Length > 0 ? word : "node";
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashLength];
}
