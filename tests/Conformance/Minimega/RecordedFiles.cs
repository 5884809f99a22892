using System.Formats.Tar;
using System.IO.Compression;

namespace Conformance.Minimega;

/// <summary>
/// The recordings do not contain the files. These result in the recorded replies line by line, and those listed in
/// 11-misc have the recorded sizes.
/// </summary>
internal static partial class RecordedFiles
{
    private const string RecordedBase = "/tmp/minimega";
    private static readonly string[] Folders = ["all", "blue", "nope", "red", "rootfs", "scale", "wind"];

    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["ok.mm"] = "# first comment\nversion\nvm config memory 111\nvm config memory\necho done\n",
        ["bad.mm"] = "vm config memory 112\nbogus command\nvm config memory 113\n",
        ["nested.mm"] = "echo outer1\nread /tmp/minimega/files/ok.mm\necho outer2\n",
        ["empty.mm"] = "# only a comment\n\n",
        ["runtimeerr.mm"] = "vm config memory 114\nvm start nosuchvm\nvm config memory 115\nvm config memory\n",
        ["hello.txt"] = "hello from host\n",
        ["node-1.mm"] = Node("1", "2"),
        ["node-2.mm"] = Node("c1", "c2"),
        ["wtg-1.mm"] = Turbine(),
    };

    // Created only for the transcript that reads it, because the listing in 14 does not have it.
    private const string NamespaceFile = "namespace fromfile\nvm config memory 321\n";

    public static void Write(Transcript transcript, string folder, string baseFolder)
    {
        Directory.CreateDirectory(folder);
        foreach (string name in Folders)
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
        }

        foreach ((string name, string text) in Texts)
        {
            File.WriteAllText(Path.Combine(folder, name), text.Replace(RecordedBase, baseFolder, StringComparison.Ordinal));
        }

        foreach (Exchange exchange in transcript.Exchanges.Where(exchange => exchange.Send is not null))
        {
            string command = RequestText.Command(exchange.Send!) ?? "";
            WriteRead(command, exchange, folder, baseFolder);
            WriteArchive(command, exchange, transcript, folder);
        }
    }

    private static void WriteRead(string command, Exchange exchange, string folder, string baseFolder)
    {
        Match read = ReadCommand().Match(command);
        string path = Path.Combine(folder, read.Groups["name"].Value);
        if (
            !read.Success
            || File.Exists(path)
            || exchange.Received.Any(line => line.Contains("\"Error\":\"open ", StringComparison.Ordinal))
        )
        {
            return;
        }

        string text = read.Groups["name"].Value == "ns.mm" ? NamespaceFile : string.Concat(exchange.Received.Select(FileLine));
        File.WriteAllText(path, text.Replace(RecordedBase, baseFolder, StringComparison.Ordinal));
    }

    // An unknown file: lines that result in the recorded replies.
    private static string FileLine(string line)
    {
        JsonNode? entry = JsonNode.Parse(line)?["Resp"]?[0];
        string error = entry?["Error"]?.GetValue<string>() ?? "";
        string response = entry?["Response"]?.GetValue<string>() ?? "";
        Match place = ErrorPlace().Match(error);
        return entry is null ? "# nothing\n"
            : place.Success ? $"# line before\n{(place.Groups["bad"].Success ? place.Groups["bad"].Value : "read /nested")}\n"
            : error.StartsWith("vm not found: ", StringComparison.Ordinal) ? $"vm start {error[14..]}\n"
            : response.StartsWith("minimega ", StringComparison.Ordinal) ? "version\n"
            : response.Length > 0 ? $"echo {response}\n"
            : entry["Data"] is JsonValue ? "cc exec hostname\n"
            : "clear history\n";
    }

    private static void WriteArchive(string command, Exchange exchange, Transcript transcript, string folder)
    {
        Match archive = ArchiveCommand().Match(command);
        if (!archive.Success || !exchange.Received.All(line => line.Contains("\"Error\":\"\"", StringComparison.Ordinal)))
        {
            return;
        }

        string name = archive.Groups["name"].Value;
        string top = transcript
            .Exchanges.SkipWhile(other => other != exchange)
            .SelectMany(other => other.Received)
            .Select(line => UnpackedFolder().Match(line))
            .FirstOrDefault(found => found.Success)
            ?.Groups["top"]
            .Value
            ?? name.Split('.')[0];
        using FileStream file = File.Create(Path.Combine(folder, name));
        using GZipStream zipped = new(file, CompressionLevel.Fastest);
        using TarWriter writer = new(zipped);
        writer.WriteEntry(new PaxTarEntry(TarEntryType.Directory, top + "/"));
    }

    private static string Node(string first, string second) =>
        $"""
            namespace scale
            ns queueing true
            clear vm config
            vm config filesystem /tmp/minimega/files/rootfs
            vm config init /init
            vm config memory 64
            vm config vcpus 1
            vm config net 11 12
            vm launch container {first}
            vm launch container {second}
            vm launch
            vm start all
            cc filter name={first}
            cc exec ip addr add 10.40.0.1/16 dev veth0
            cc exec ip addr add 192.168.77.11/22 dev veth1
            cc filter name={second}
            cc exec ip addr add 10.40.0.2/16 dev veth0
            cc exec ip addr add 192.168.77.12/22 dev veth1

            """;

    private static string Turbine()
    {
        (string Name, string Card, int Last)[] parts =
        [
            ("main-controller", "200 wtg-1", 254),
            ("signal-converter", "wtg-1", 21),
            ("yaw-controller", "wtg-1", 11),
            ("blade-1", "wtg-1", 31),
            ("blade-2", "wtg-1", 32),
            ("blade-3", "wtg-1", 33),
        ];
        string launches = string.Concat(
            parts.Select(part =>
                $"vm config hostname wtg-1-{part.Name}\nvm config net {part.Card}\nvm config volume /etc/ot-sim/ /tmp/minimega/files\nvm launch container wtg-1-{part.Name}\n"
            )
        );
        string addresses = string.Concat(
            parts.Select(
                (part, index) =>
                    $"cc filter name=wtg-1-{part.Name}\n"
                    + (
                        index == 0
                            ? "cc exec ip addr add 192.168.100.1/24 dev veth0\ncc exec ip addr add 10.135.1.254/24 dev veth1\ncc exec ip route add default via 192.168.100.254\n"
                            : $"cc exec ip addr add 10.135.1.{part.Last}/24 dev veth0\ncc exec ip route add default via 10.135.1.254\n"
                    )
            )
        );
        return "namespace wind\nns queueing true\nclear vm config\nvm config vcpus 1\nvm config memory 64\n"
            + $"vm config filesystem /tmp/minimega/files/rootfs\nvm config init /init\n{launches}vm launch\nvm start all\n{addresses}";
    }

    [GeneratedRegex(@"\bread\s+/tmp/minimega/files/(?<name>[^/\s]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ReadCommand();

    [GeneratedRegex(@"filesystem\s+tar:(?<name>[^/\s]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ArchiveCommand();

    [GeneratedRegex("\"Response\":\"/tmp/minimega/files/(?<top>[^/\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UnpackedFolder();

    [GeneratedRegex("^[^ ]+:[0-9]+ (invalid command: `(?<bad>.*)`|cannot run nested)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ErrorPlace();
}
