using Scalewright.Clusters;

namespace Scalewright.Providers.Ssh;

/// <summary>Extension methods that create clusters from host files.</summary>
public static class SshClusterExtensions
{
    private const string Group = "hosts";

    /// <content>Clusters from a host file.</content>
    extension(Cluster)
    {
        /// <summary>
        /// Creates a builder for a cluster with one node per host of a file, named like the host. The file must be
        /// valid as a whole.
        /// </summary>
        /// <param name="path">The file, <c>{"hosts": {"NAME": {"address": "192.0.2.1"}}, "pools": {}}</c> in JSON or
        /// YAML; see <see cref="HostFile"/>. The cluster is named like the file, without its extension.</param>
        /// <param name="options">SSH settings; null for the defaults. With
        /// <see cref="SshOptions.AllowsUnreachableHosts"/>, the cluster consists of the reachable hosts, and its
        /// report lists the others; the next reconcile iteration adds them.</param>
        /// <returns>A builder that provisions the cluster. The cluster owns the SSH provider.</returns>
        /// <exception cref="ProviderException">The file cannot be read or a host is invalid; the exception has all
        /// problems.</exception>
        public static ClusterBuilder FromFile(string path, SshOptions? options = null) => FromFile(HostFile.Load(path), options);

        /// <summary>Creates a builder for a cluster with one node per valid host of a file.</summary>
        /// <param name="file">The file; its problems list the invalid hosts.</param>
        /// <param name="options">SSH settings; null for the defaults.</param>
        /// <exception cref="ProviderException">No host is valid.</exception>
        public static ClusterBuilder FromFile(HostFile file, SshOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(file);
            NodeGroup group = new(Group, "builtin@1.0.0")
            {
                Nodes = [.. file.Hosts.Select((host, index) => new NodeSpec(host.Name, index + 1))],
            };
            ClusterBuilder cluster = Cluster
                .Create(Topology.Empty with { Name = GetName(file.Source), Groups = ValueMap<NodeGroup>.Empty.With(Group, group) })
                .WithOptions(settings => settings with { AllowPartial = options is { AllowsUnreachableHosts: true } });
            return cluster.UseOwnedProvider(SshProvider.FromFile(file, options));
        }
    }

    // Letters, digits and '-' are valid in names everywhere.
    private static string GetName(string source)
    {
        string name = string.Concat(
                Path.GetFileNameWithoutExtension(source)
                    .Select(character => char.IsAsciiLetterOrDigit(character) ? char.ToLowerInvariant(character) : '-')
            )
            .Trim('-');
        return name.Length > 0 ? name : Group;
    }
}
