namespace Scalewright.Plugins.WindTurbine;

/// <summary>Devices of every turbine, with their addresses on its private network.</summary>
public static class TurbineDevices
{
    /// <summary>Number of devices of a turbine, each in its own container: 6.</summary>
    public const int Count = 6;

    /// <summary>Prefix length of the private network.</summary>
    public const int PrivatePrefix = 24;

    /// <summary>Address of the main controller on the private network; the gateway of the other devices.</summary>
    public const string MainAddress = "10.135.1.254";

    private static readonly (string Name, string Address)[] All =
    [
        ("main-controller", MainAddress),
        ("signal-converter", "10.135.1.21"),
        ("yaw-controller", "10.135.1.11"),
        ("blade-1", "10.135.1.31"),
        ("blade-2", "10.135.1.32"),
        ("blade-3", "10.135.1.33"),
    ];

    /// <summary>Returns the name of a device, for example <c>blade-1</c>.</summary>
    /// <param name="component">The device.</param>
    public static string GetName(TurbineComponent component) => All[(int)component].Name;

    /// <summary>Returns the address of a device on the turbine's private network.</summary>
    /// <param name="component">The device.</param>
    public static string GetAddress(TurbineComponent component) => All[(int)component].Address;
}
