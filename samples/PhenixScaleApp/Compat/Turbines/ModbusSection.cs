using System.Globalization;
using Scalewright.Plugins.WindTurbine;

namespace PhenixScaleApp.Compat.Turbines;

/// <summary>The Modbus sections: the main controller is the client of each other device.</summary>
internal static class ModbusSection
{
    private const int Port = 502;

    /// <summary>Registers that a blade receives, with type and tag.</summary>
    public static (string Type, string? Tag)[] BladePoints { get; } = [("coil", "feathered")];

    /// <summary>Registers that the yaw controller sends and receives.</summary>
    public static (string Type, string? Tag)[] YawPoints { get; } = [("input", "yaw.current"), ("holding", "yaw.setpoint")];

    /// <summary>Registers that the signal converter sends.</summary>
    /// <exception cref="ReferenceException">A column has no valid tag.</exception>
    public static (string Type, string? Tag)[] WeatherPoints(WindConfigs configs) =>
        [.. configs.Weather.Items("columns").Select(column => ("input", TurbineSection.ContentOf(Loose.Index(column, "tag"))))];

    public static void WriteClient(TurbineComponent of, (string Type, string? Tag)[] points, ref XmlOutput xml) =>
        Write(TurbineDevices.GetName(of), "client", of, points, "2", ref xml);

    public static void WriteServer(TurbineComponent of, (string Type, string? Tag)[] points, ref XmlOutput xml) =>
        Write("modbus-outstation", "server", of, points, "-2", ref xml);

    private static void Write(string name, string mode, TurbineComponent of, (string Type, string? Tag)[] points, string scaling, ref XmlOutput xml)
    {
        xml.Open("modbus", ("name", name), ("mode", mode));
        xml.Leaf("endpoint", string.Create(CultureInfo.InvariantCulture, $"{TurbineDevices.GetAddress(of)}:{Port}"));
        Dictionary<string, int> used = new(StringComparer.Ordinal);
        foreach ((string type, string? tag) in points)
        {
            int index = used[type] = used.GetValueOrDefault(type) + 1;
            xml.Open("register", ("type", type));
            xml.Leaf("address", (Table(type) + index).ToString(CultureInfo.InvariantCulture));
            xml.Leaf("tag", tag);
            if (type != "coil")
            {
                xml.Leaf("scaling", scaling);
            }

            xml.Close("register");
        }

        xml.Close("modbus");
    }

    // Modbus application protocol 1.1b: the usual numbers of the tables.
    private static int Table(string type) => type switch
    {
        "coil" => 0,
        "input" => 30_000,
        _ => 40_000,
    };
}
