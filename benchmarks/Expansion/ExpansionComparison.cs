using System.Globalization;
using System.Security.Cryptography;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Benchmarks.Expansion;

/// <summary>
/// The verb <c>expansion [--peer script] [--name web] [--nodes 1000] [--containers 100] [--rounds 7]</c>. Compares
/// expansion and rendering with the peer and with a bare writer, and verifies that all write the same bytes. Then
/// measures a million containers.
/// </summary>
internal static class ExpansionComparison
{
    public static int Run(string[] options)
    {
        string name = Option(options, "--name", "web");
        int nodes = int.Parse(Option(options, "--nodes", "1000"), CultureInfo.InvariantCulture);
        int perNode = int.Parse(Option(options, "--containers", "100"), CultureInfo.InvariantCulture);
        int rounds = int.Parse(Option(options, "--rounds", "7"), CultureInfo.InvariantCulture);
        string peer = Option(options, "--peer", "");
        bool isSame = Compare(new PeerScript(peer, name, nodes, perNode), rounds);
        ExpansionScale.Run(perNode, rounds);
        return isSame ? 0 : 1;
    }

    private static bool Compare(PeerScript peer, int rounds)
    {
        Profile profile = WebPlugin.Describe(peer.Name, peer.Nodes, peer.ContainersPerNode);
        long containers = (long)peer.Nodes * peer.ContainersPerNode;
        Sample peers = new(),
            whole = new(),
            rendering = new(),
            bare = new();
        HashSet<string> hashes =
        [
            HashOf(sink => Rendering.Write(WebPlugin.Expand(profile), WebScript.Default, sink)),
            HashOf(sink => BareWriter.Write(peer.Name, peer.Nodes, peer.ContainersPerNode, sink)),
        ];
        Warm(profile, peer);
        for (int i = 0; i < rounds; i++)
        {
            if (peer.Path.Length > 0)
            {
                (double seconds, string hash) = peer.Run();
                peers.Add(seconds);
                hashes.Add(hash);
            }

            Topology topology = WebPlugin.Expand(profile);
            whole.Time(() => Rendering.Write(WebPlugin.Expand(profile), WebScript.Default, new ByteSink()));
            bare.Time(() => BareWriter.Write(peer.Name, peer.Nodes, peer.ContainersPerNode, new ByteSink()));
            rendering.Time(() => Rendering.Write(topology, WebScript.Default, new ByteSink()));
        }

        Console.WriteLine($"{peer.Nodes} nodes with {peer.ContainersPerNode} containers each, {rounds} rounds in turn");
        Console.WriteLine($"sha256 {string.Join(" and ", hashes)}: {(hashes.Count == 1 ? "the same bytes" : "DIFFERENT BYTES")}");
        Console.WriteLine(bare.Describe("bare writer", containers));
        Console.WriteLine(rendering.Describe("ours, rendered", containers));
        Console.WriteLine(whole.Describe("ours, expanded and rendered", containers));
        Console.WriteLine(
            $"speed against the bare writer: rendered {bare.Median / rendering.Median:F2}, expanded and rendered {bare.Median / whole.Median:F2}; "
                + $"fastest rounds: {bare.Min / rendering.Min:F2} and {bare.Min / whole.Min:F2}"
        );
        if (peer.Path.Length > 0)
        {
            Console.WriteLine(peers.Describe("peer", containers));
            Console.WriteLine(
                $"speed against the peer: {peers.Median / whole.Median:F1} times (fastest rounds {peers.Min / whole.Min:F1}, least {peers.Min / whole.Max:F1})"
            );
        }

        return hashes.Count == 1;
    }

    /// <summary>Runs both writers until the runtime has compiled them at its highest tier.</summary>
    private static void Warm(Profile profile, PeerScript peer)
    {
        Topology topology = WebPlugin.Expand(profile);
        Sample warm = new();
        for (double spent = 0; spent < 2; spent += warm.Max)
        {
            warm.Time(() => Rendering.Write(topology, WebScript.Default, new ByteSink()));
            BareWriter.Write(peer.Name, peer.Nodes, peer.ContainersPerNode, new ByteSink());
            WebPlugin.Expand(profile);
        }
    }

    private static string HashOf(Action<ByteSink> write)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        write(new ByteSink(hash));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static string Option(string[] options, string name, string fallback)
    {
        int at = Array.IndexOf(options, name);
        return at >= 0 && at + 1 < options.Length ? options[at + 1] : fallback;
    }
}
