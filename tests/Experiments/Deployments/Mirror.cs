using System.IO.Compression;

namespace Deployments.Tests;

/// <summary>Download mirror with stubs of vendor programs, in the vendors' file layout and with checksums.</summary>
internal static class Mirror
{
    private static readonly string[] Architectures = ["amd64", "arm64"];

    /// <summary>Fills a folder with the program versions that the Ansible roles install.</summary>
    public static void Write(string folder)
    {
        string k3s = VersionOf("k3s"),
            consul = VersionOf("consul"),
            minio = VersionOf("minio");
        foreach (string architecture in Architectures)
        {
            string program = architecture == "amd64" ? "k3s" : "k3s-" + architecture;
            WriteFile(folder, $"{k3s}/{program}", Stub("k3s"));
            WriteFile(folder, $"{k3s}/sha256sum-{architecture}.txt", SumOf(Stub("k3s"), program));
            WriteFile(folder, $"server/minio/release/linux-{architecture}/archive/minio.{minio}", Stub("minio"));
            WriteFile(
                folder,
                $"server/minio/release/linux-{architecture}/archive/minio.{minio}.sha256sum",
                SumOf(Stub("minio"), "minio." + minio)
            );
            WriteFile(folder, $"consul/{consul}/consul_{consul}_linux_{architecture}.zip", Zip("consul", Stub("consul")));
        }

        byte[] zip = Zip("consul", Stub("consul"));
        WriteFile(
            folder,
            $"consul/{consul}/consul_{consul}_SHA256SUMS",
            [.. Architectures.SelectMany(architecture => SumOf(zip, $"consul_{consul}_linux_{architecture}.zip"))]
        );
    }

    private static string VersionOf(string role) =>
        File.ReadLines(Repository.At("samples", "Scalehub", "playbooks", "roles", role, "defaults", "main.yml"))
            .First(line => line.StartsWith($"{role}_version: ", StringComparison.Ordinal))
            .Split(": ")[1];

    private static byte[] Stub(string name) => File.ReadAllBytes(Repository.At("tests", "Experiments", "Deployments", "Stubs", name));

    private static byte[] SumOf(byte[] bytes, string name) =>
        System.Text.Encoding.ASCII.GetBytes($"{Convert.ToHexStringLower(SHA256.HashData(bytes))}  {name}\n");

    private static byte[] Zip(string name, byte[] bytes)
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create))
        {
            ZipArchiveEntry entry = archive.CreateEntry(name);
            entry.LastWriteTime = DateTimeOffset.Parse("2024-01-01T00:00:00Z", CultureInfo.InvariantCulture);
            using Stream content = entry.Open();
            content.Write(bytes);
        }

        return stream.ToArray();
    }

    private static void WriteFile(string folder, string name, byte[] bytes)
    {
        string path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }
}
