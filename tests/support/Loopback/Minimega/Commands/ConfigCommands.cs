using System.Formats.Tar;
using System.IO.Compression;

namespace Loopback.Minimega.Commands;

internal static class ConfigCommands
{
    private const string ArchivePrefix = "tar:";

    public static IReadOnlyDictionary<string, CommandHandler> All { get; } = Commands();

    private static Dictionary<string, CommandHandler> Commands()
    {
        Dictionary<string, CommandHandler> commands = new(StringComparer.Ordinal)
        {
            ["vm config"] = call => call.Text(call.Space.Config.ToString()),
            ["vm config save"] = Save,
            ["vm config restore"] = Restore,
            ["vm config clone"] = Clone,
            ["clear vm config"] = ClearAll,
            ["clear vm config tag"] = ClearTag,
        };
        foreach (string key in ConfigField.All.Select(field => field.Key).Append("migrate"))
        {
            ConfigField field = ConfigField.Find(key)!;
            commands[$"vm config {key}"] = call => field.Kind == ConfigKind.Map ? SetMap(call, field) : Set(call, field);
            commands[$"clear vm config {key}"] = call => Clear(call, field);
        }

        return commands;
    }

    private static MinimegaEntry Set(CommandCall call, ConfigField field)
    {
        if (call.Values.Count == 0)
        {
            return call.Text(call.Space.Config.Show(field));
        }

        if (field.Key == "networks")
        {
            SetNetworks(call);
        }
        else
        {
            call.Space.Config.Set(field, field.Key == "filesystem" ? [Unpacked(call)] : call.Values);
        }

        return call.Done();
    }

    // Recorded: 02-vm-config. A malformed new card removes the existing ones.
    private static void SetNetworks(CommandCall call)
    {
        VmConfig config = call.Space.Config;
        config.Networks.Clear();
        NetSpec[] specs = [.. call.Values.Select(NetSpec.Read)];
        foreach (NetSpec spec in specs)
        {
            call.Space.Vlans.Resolve(spec.Vlan);
        }

        config.Networks.AddRange(specs);
    }

    // Recorded: 02-vm-config. A key without a value has an empty response and changes nothing.
    private static MinimegaEntry SetMap(CommandCall call, ConfigField field)
    {
        if (call.Values.Count == 0)
        {
            return call.Text(call.Space.Config.Show(field));
        }

        if (call.Value(1) is { } value)
        {
            call.Space.Config.Map(field.Key)[call.Values[0]] = value;
        }

        return call.Done();
    }

    private static string Unpacked(CommandCall call)
    {
        string value = call.Values[0];
        if (!value.StartsWith(ArchivePrefix, StringComparison.Ordinal))
        {
            return value;
        }

        // Recorded: 14-filesystem-tar. The error comes from tar itself and names no host.
        string archive = Path.Combine(call.Site.FilesFolder, value[ArchivePrefix.Length..]);
        string top = TopFolder(archive, call.Site.Options.FileBytesMax) ?? throw new CommandFailure("exit status 2", host: "");
        string folder = Path.Combine(call.Site.FilesFolder, top);
        Directory.CreateDirectory(folder);
        return folder;
    }

    // Guests are simulated, so only the one top folder of the archive matters: it gives the path.
    private static string? TopFolder(string archive, int bytesMax)
    {
        if (!File.Exists(archive) || new FileInfo(archive).Length > bytesMax)
        {
            return null;
        }

        try
        {
            using FileStream file = File.OpenRead(archive);
            using GZipStream unzipped = new(file, CompressionMode.Decompress);
            using TarReader reader = new(unzipped);
            string? name = reader.GetNextEntry()?.Name.Split('/').FirstOrDefault(part => part is not ("" or "."));
            return name is null or ".." ? null : name;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or IOException)
        {
            return null;
        }
    }

    private static MinimegaEntry Clear(CommandCall call, ConfigField field)
    {
        call.Space.Config.Clear(field);
        return call.Done();
    }

    private static MinimegaEntry ClearAll(CommandCall call)
    {
        call.Space.Config = new();
        return call.Done();
    }

    private static MinimegaEntry ClearTag(CommandCall call)
    {
        call.Space.Config.Map("tags").Remove(call.Values[0]);
        return call.Done();
    }

    private static MinimegaEntry Save(CommandCall call)
    {
        call.Space.Saved[call.Values[0]] = call.Space.Config.Copy();
        return call.Done();
    }

    private static MinimegaEntry Restore(CommandCall call)
    {
        if (call.Value(0) is not { } name)
        {
            return call.Text(string.Concat(call.Space.Saved.Keys.Select(saved => saved + "\n")));
        }

        call.Space.Config = call.Space.Saved.TryGetValue(name, out VmConfig? config)
            ? config.Copy()
            : throw new CommandFailure($"config {name} does not exist");
        return call.Done();
    }

    private static MinimegaEntry Clone(CommandCall call)
    {
        call.Space.Config = VmTargets.Find(call.Space, call.Values[0]).Config.Copy();
        return call.Done();
    }
}
