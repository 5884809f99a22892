namespace Scalewright.Storage.Power;

/// <summary>Telnet menu of one power unit, as the stock fence agents use it. Not thread-safe.</summary>
/// <remarks>User, password; then 1 (device manager), 2 (outlet management), 1 (control), the outlet, 1 (control); then
/// 1 on, 2 off or 3 reboot, and <c>YES</c>. An empty line shows the menu again, <c>ESC</c> goes back, 4 at the top logs
/// out.</remarks>
internal sealed class PowerMenu(PowerControl power, string unit, TimeProvider clock)
{
    public const string Escape = "\u001b";

    private const string User = "apc";
    private static readonly TimeSpan OffTime = TimeSpan.FromSeconds(3);

    private Screen _screen = Screen.User;
    private string _user = "";
    private string _outlet = "";
    private string _order = "";

    private enum Screen
    {
        User,
        Password,
        Top,
        Devices,
        Outlets,
        Outlet,
        Choice,
        Order,
        Sure,
        Done,
        Out,
    }

    /// <summary>True after logout.</summary>
    public bool IsOver => _screen == Screen.Out;

    public string Prompt => _screen switch
    {
        Screen.User => "\r\nUser Name : ",
        Screen.Password => "\r\nPassword  : ",
        Screen.Top => Shown("Control Console", "Device Manager", "Network", "System", "Logout"),
        Screen.Devices => Shown("Device Manager", "Phase Management", "Outlet Management", "Power Supply Status"),
        Screen.Outlets => Shown("Outlet Management", "Outlet Control/Configuration", "Outlet Restriction"),
        Screen.Outlet => Shown("Outlet Control/Configuration", [.. power.GetOutlets(unit)
            .OrderBy(outlet => outlet.Key.Length)
            .ThenBy(outlet => outlet.Key, StringComparer.Ordinal)
            .Select(outlet => $"Outlet {outlet.Key,-20} {(outlet.Value ? "ON" : "OFF")}")]),
        Screen.Choice => Shown($"Outlet {_outlet}", "Control Outlet", "Configure Outlet"),
        Screen.Order => Shown(
            $"Control Outlet {_outlet}: {(power.GetOutlets(unit).GetValueOrDefault(_outlet) ? "ON" : "OFF")}",
            "Immediate On", "Immediate Off", "Immediate Reboot"),
        Screen.Sure => "\r\n        Enter 'YES' to continue or <ENTER> to cancel : ",
        Screen.Done => "\r\n        Command successfully issued.\r\n        Press <ENTER> to continue...",
        _ => "\r\nBye.\r\n",
    };

    /// <summary>Processes a line without its ending and returns the text to show.</summary>
    public async Task<string> EnterAsync(string line, CancellationToken cancellationToken)
    {
        string input = line.Trim(' ');
        _screen = (_screen, input) switch
        {
            (_, Escape) => Back(),
            (Screen.User, _) => Named(input),
            (Screen.Password, User) when _user == User => Screen.Top,
            (Screen.Password, _) => Screen.User,
            (Screen.Top, "1") => Screen.Devices,
            (Screen.Top, "4") => Screen.Out,
            (Screen.Devices, "2") => Screen.Outlets,
            (Screen.Outlets, "1") => Screen.Outlet,
            (Screen.Outlet, _) => Chosen(input),
            (Screen.Choice, "1") => Screen.Order,
            (Screen.Top or Screen.Devices or Screen.Outlets or Screen.Choice, _) => _screen,
            (Screen.Order, _) => Ordered(input),
            (Screen.Sure, _) => await DoAsync(input, cancellationToken),
            (Screen.Done, _) => Screen.Order,
            _ => Screen.Out,
        };
        return Prompt;
    }

    private Screen Back() => _screen switch
    {
        Screen.User or Screen.Password or Screen.Out => _screen,
        Screen.Done or Screen.Sure => Screen.Order,
        Screen.Top => Screen.Top,
        _ => _screen - 1,
    };

    private Screen Named(string user)
    {
        _user = user;
        return Screen.Password;
    }

    private Screen Chosen(string outlet)
    {
        bool isKnown = power.GetOutlets(unit).ContainsKey(outlet);
        _outlet = isKnown ? outlet : "";
        return isKnown ? Screen.Choice : Screen.Outlet;
    }

    private Screen Ordered(string order)
    {
        _order = order;
        return order is "1" or "2" or "3" ? Screen.Sure : Screen.Order;
    }

    private async Task<Screen> DoAsync(string said, CancellationToken cancellationToken)
    {
        if (said != "YES")
        {
            return Screen.Order;
        }

        if (_order is "2" or "3")
        {
            await power.SwitchAsync(unit, _outlet, isOn: false, cancellationToken: cancellationToken);
        }

        if (_order == "3")
        {
            await Task.Delay(OffTime, clock, cancellationToken);
        }

        if (_order is "1" or "3")
        {
            await power.SwitchAsync(unit, _outlet, isOn: true, cancellationToken: cancellationToken);
        }

        return Screen.Done;
    }

    private static string Shown(string title, params string[] choices) =>
        $"\r\n------- {title} "
        + $"-------\r\n{string.Concat(choices.Select((choice, index) => $"     {index + 1}- {choice}\r\n"))}     "
        + "<ESC>- Back, <ENTER>- Refresh\r\n> ";
}
