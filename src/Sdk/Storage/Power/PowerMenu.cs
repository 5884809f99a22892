namespace Scalewright.Storage.Power;

/// <summary>Telnet menu of one power unit (PDU), as the standard fence agents expect it. Not thread-safe.</summary>
/// <remarks>A client enters user and password, then 1 (device manager), 2 (outlet management), 1 (outlet control), the
/// number of the outlet, 1 (control outlet), 1 (on), 2 (off) or 3 (reboot), and <c>YES</c>. An empty line shows the
/// menu again, <c>ESC</c> returns to the previous menu, and 4 in the top menu logs out.</remarks>
internal sealed class PowerMenu(PowerControl power, string unit, TimeProvider clock)
{
    public const string Escape = "\u001b";

    private const string User = "apc";
    private static readonly TimeSpan RebootDelay = TimeSpan.FromSeconds(3);

    private Screen _screen = Screen.User;
    private string _user = "";
    private string _outlet = "";
    private string _command = "";

    private enum Screen
    {
        User,
        Password,
        Top,
        Devices,
        Outlets,
        Outlet,
        OutletActions,
        Command,
        Confirmation,
        Issued,
        LoggedOut,
    }

    /// <summary>True after logout.</summary>
    public bool IsLoggedOut => _screen == Screen.LoggedOut;

    public string Prompt =>
        _screen switch
        {
            Screen.User => "\r\nUser Name : ",
            Screen.Password => "\r\nPassword  : ",
            Screen.Top => FormatMenu("Control Console", "Device Manager", "Network", "System", "Logout"),
            Screen.Devices => FormatMenu("Device Manager", "Phase Management", "Outlet Management", "Power Supply Status"),
            Screen.Outlets => FormatMenu("Outlet Management", "Outlet Control/Configuration", "Outlet Restriction"),
            Screen.Outlet => FormatMenu(
                "Outlet Control/Configuration",
                [
                    .. power
                        .GetOutlets(unit)
                        .OrderBy(outlet => outlet.Key.Length)
                        .ThenBy(outlet => outlet.Key, StringComparer.Ordinal)
                        .Select(outlet => $"Outlet {outlet.Key, -20} {(outlet.Value ? "ON" : "OFF")}"),
                ]
            ),
            Screen.OutletActions => FormatMenu($"Outlet {_outlet}", "Control Outlet", "Configure Outlet"),
            Screen.Command => FormatMenu(
                $"Control Outlet {_outlet}: {(power.GetOutlets(unit).GetValueOrDefault(_outlet) ? "ON" : "OFF")}",
                "Immediate On",
                "Immediate Off",
                "Immediate Reboot"
            ),
            Screen.Confirmation => "\r\n        Enter 'YES' to continue or <ENTER> to cancel : ",
            Screen.Issued => "\r\n        Command successfully issued.\r\n        Press <ENTER> to continue...",
            _ => "\r\nBye.\r\n",
        };

    /// <summary>Processes a line of input, without its line ending, and returns the text to show.</summary>
    public async Task<string> EnterAsync(string line, CancellationToken cancellationToken)
    {
        string input = line.Trim(' ');
        _screen = (_screen, input) switch
        {
            (_, Escape) => Back(),
            (Screen.User, _) => EnterUser(input),
            (Screen.Password, User) when _user == User => Screen.Top,
            (Screen.Password, _) => Screen.User,
            (Screen.Top, "1") => Screen.Devices,
            (Screen.Top, "4") => Screen.LoggedOut,
            (Screen.Devices, "2") => Screen.Outlets,
            (Screen.Outlets, "1") => Screen.Outlet,
            (Screen.Outlet, _) => SelectOutlet(input),
            (Screen.OutletActions, "1") => Screen.Command,
            (Screen.Top or Screen.Devices or Screen.Outlets or Screen.OutletActions, _) => _screen,
            (Screen.Command, _) => SelectCommand(input),
            (Screen.Confirmation, _) => await ConfirmAsync(input, cancellationToken),
            (Screen.Issued, _) => Screen.Command,
            _ => Screen.LoggedOut,
        };
        return Prompt;
    }

    private Screen Back() =>
        _screen switch
        {
            Screen.User or Screen.Password or Screen.LoggedOut => _screen,
            Screen.Issued or Screen.Confirmation => Screen.Command,
            Screen.Top => Screen.Top,
            _ => _screen - 1,
        };

    private Screen EnterUser(string user)
    {
        _user = user;
        return Screen.Password;
    }

    private Screen SelectOutlet(string outlet)
    {
        bool isKnown = power.GetOutlets(unit).ContainsKey(outlet);
        _outlet = isKnown ? outlet : "";
        return isKnown ? Screen.OutletActions : Screen.Outlet;
    }

    private Screen SelectCommand(string command)
    {
        _command = command;
        return command is "1" or "2" or "3" ? Screen.Confirmation : Screen.Command;
    }

    private async Task<Screen> ConfirmAsync(string input, CancellationToken cancellationToken)
    {
        if (input != "YES")
        {
            return Screen.Command;
        }

        if (_command is "2" or "3")
        {
            await power.SwitchAsync(unit, _outlet, isOn: false, cancellationToken: cancellationToken);
        }

        if (_command == "3")
        {
            await Task.Delay(RebootDelay, clock, cancellationToken);
        }

        if (_command is "1" or "3")
        {
            await power.SwitchAsync(unit, _outlet, isOn: true, cancellationToken: cancellationToken);
        }

        return Screen.Issued;
    }

    private static string FormatMenu(string title, params string[] choices) =>
        $"\r\n------- {title} "
        + $"-------\r\n{string.Concat(choices.Select((choice, index) => $"     {index + 1}- {choice}\r\n"))}     "
        + "<ESC>- Back, <ENTER>- Refresh\r\n> ";
}
