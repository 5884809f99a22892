using Scalewright.Clusters;

namespace Scalewright.Providers.Ssh;

/// <summary>Clusters of machines that stand in a file.</summary>
public static class SshClusterExtensions
{
    private const string Group = "hosts";

    /// <content>Read from a file.</content>
    extension(Cluster)
    {
        /// <summary>Describes a cluster with a node on each host of a file, called as the host is; all of the file must be right.</summary>
        /// <param name="path">The file, <c>{"hosts": {"NAME": {"address": "192.0.2.1"}}, "pools": {}}</c> as JSON or YAML; see <see cref="HostFile"/>. The cluster is called as the file, without its ending.</param>
        /// <param name="options">How the machines are used; null: the defaults. With <see cref="SshProviderOptions.SkipsUnreachable"/> the cluster is made of those that can be reached, and its report names the others; the next round makes up for them.</param>
        /// <returns>It provisions; the cluster owns its way to the machines.</returns>
        /// <exception cref="ProviderException">The file cannot be read, or something is wrong with a host; it carries all problems.</exception>
        public static ClusterBuilder FromFile(string path, SshProviderOptions? options = null) => FromFile(HostFile.Load(path), options);

        /// <summary>Describes a cluster with a node on each host of a file that can be used.</summary>
        /// <param name="file">The file; what is wrong with other hosts stands in its problems.</param>
        /// <param name="options">How the machines are used; null: the defaults.</param>
        /// <exception cref="ProviderException">No host can be used.</exception>
        public static ClusterBuilder FromFile(HostFile file, SshProviderOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(file);
            NodeGroup group = new(Group, "builtin@1.0.0") { Nodes = [.. file.Hosts.Select((host, index) => new NodeSpec(host.Name, index + 1))] };
            ClusterBuilder cluster = Cluster.Create(Topology.Empty with { Name = NameOf(file.Source), Groups = ValueMap<NodeGroup>.Empty.With(Group, group) })
                .WithSettings(settings => settings with { AllowsPartial = options is { SkipsUnreachable: true } });
            return cluster.UseOwnProvider(SshProvider.FromFile(file, options));
        }
    }

    // Letters, digits and '-' are names everywhere.
    private static string NameOf(string source)
    {
        string name = string.Concat(Path.GetFileNameWithoutExtension(source).Select(character => char.IsAsciiLetterOrDigit(character) ? char.ToLowerInvariant(character) : '-')).Trim('-');
        return name.Length > 0 ? name : Group;
    }
}
