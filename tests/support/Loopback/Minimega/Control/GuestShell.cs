namespace Loopback.Minimega.Control;

internal sealed class GuestShell(string filesFolder, int bytesMax)
{
    private const string ArrivalFolder = "/tmp/miniccc/files/";
    private int _lastPid = 18;

    public void Run(CcCommand command, Vm vm, Guest guest, ControlState control, DateTimeOffset at)
    {
        foreach (string file in command.Sent)
        {
            guest.Files[file] = ReadHostFile(Path.Combine(filesFolder, file)) ?? "";
        }

        ProgramResult result = Start(command, vm, guest, at);
        Store(control, command, vm, result);
        foreach (string file in command.Received)
        {
            Store(control, command, vm, file.TrimStart('/'), ReadGuestFile(vm, guest, file) ?? "");
        }

        command.Answers[vm.Uuid] = result.ExitCode;
    }

    /// <summary>A command that was deleted in the meantime gets no response.</summary>
    public static void Store(ControlState control, CcCommand command, Vm vm, ProgramResult result)
    {
        if (control.Commands.ContainsKey(command.Id))
        {
            Store(control, command, vm, "stdout", result.Output);
            Store(control, command, vm, "stderr", result.Problem);
        }
    }

    private static void Store(ControlState control, CcCommand command, Vm vm, string file, string content)
    {
        if (content.Length > 0)
        {
            control.Responses[(command.Id, vm.Uuid, file)] = content;
        }
    }

    private ProgramResult Start(CcCommand command, Vm vm, Guest guest, DateTimeOffset at)
    {
        string[] words = [.. command.Words];
        if (command.Background)
        {
            guest.Processes.Add((++_lastPid, string.Join(' ', words)));
            return new("");
        }

        return words switch
        {
            [] or ["sleep", ..] or ["ip", "route" or "link", ..] => new(""),
            ["echo", .. string[] rest] => new(string.Join(' ', rest) + "\n"),
            ["hostname"] => new(vm.Hostname + "\n"),
            ["uname"] => new("Linux\n"),
            ["cat", string path] => ReadGuestFile(vm, guest, path) is { } text
                ? new(text)
                : new("", $"cat: can't open '{path}': No such file or directory\n", 1),
            ["ls", string path] => List(vm, path),
            ["ip", "addr", "add", string address, "dev", string device] => AddAddress(vm, guest, address, device, at),
            ["ip", "-4", "addr", "show", "dev", string device] => ShowAddresses(vm, guest, device),
            _ => new("", $"exec: \"{ArrivalFolder}{words[0]}\": stat {ArrivalFolder}{words[0]}: no such file or directory", 1),
        };
    }

    private string? ReadGuestFile(Vm vm, Guest guest, string path)
    {
        if (path == "/uuid")
        {
            return vm.Uuid + "\n";
        }

        if (
            path.StartsWith(ArrivalFolder, StringComparison.Ordinal)
            && guest.Files.TryGetValue(path[ArrivalFolder.Length..], out string? sent)
        )
        {
            return sent;
        }

        return HostPath(vm, path) is { } host ? ReadHostFile(host) : null;
    }

    private static string? HostPath(Vm vm, string path)
    {
        foreach ((string inside, string outside) in vm.Config.Map("volume"))
        {
            string root = inside.TrimEnd('/');
            if (path.TrimEnd('/') == root || path.StartsWith(root + "/", StringComparison.Ordinal))
            {
                return outside + path[root.Length..];
            }
        }

        return null;
    }

    private static ProgramResult List(Vm vm, string path) =>
        HostPath(vm, path) is { } folder && Directory.Exists(folder)
            ? new(
                string.Concat(
                    Directory
                        .EnumerateFileSystemEntries(folder)
                        .Select(Path.GetFileName)
                        .Order(StringComparer.Ordinal)
                        .Select(name => name + "\n")
                )
            )
            : new("", $"ls: {path}: No such file or directory\n", 1);

    private static ProgramResult AddAddress(Vm vm, Guest guest, string address, string device, DateTimeOffset at)
    {
        if (CardOf(vm, device) is not { } card)
        {
            return NoDevice(device);
        }

        if (guest.Addresses.Exists(item => item.Card == card && item.Address == address))
        {
            return new("", "ip: RTNETLINK answers: File exists\n", 2);
        }

        guest.Addresses.Add((card, address, at));
        return new("");
    }

    private static ProgramResult ShowAddresses(Vm vm, Guest guest, string device)
    {
        if (CardOf(vm, device) is not { } card)
        {
            return NoDevice(device);
        }

        // Recorded: 13-e2e-nonnumeric-names. The host chooses the number of the card.
        string head = $"{card + 2}: {device}@if{(vm.Id * 2) + 3}: <BROADCAST,MULTICAST,M-DOWN> mtu 1500 qdisc noop qlen 1000\n";
        return new(
            head
                + string.Concat(
                    guest
                        .Addresses.Where(item => item.Card == card)
                        .Select(item => $"    inet {item.Address} scope global {device}\n       valid_lft forever preferred_lft forever\n")
                )
        );
    }

    private static int? CardOf(Vm vm, string device) =>
        device.StartsWith("veth", StringComparison.Ordinal)
        && int.TryParse(device.AsSpan(4), out int card)
        && card >= 0
        && card < vm.Networks.Count
            ? card
            : null;

    private static ProgramResult NoDevice(string device) => new("", $"ip: can't find device '{device}'\n", 1);

    private string? ReadHostFile(string path)
    {
        FileInfo file = new(path);
        return file.Exists && file.Length <= bytesMax ? File.ReadAllText(path) : null;
    }
}
