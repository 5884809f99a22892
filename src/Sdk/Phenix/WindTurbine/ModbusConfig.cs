namespace Scalewright.Plugins.WindTurbine;

/// <summary>Modbus sections: the main controller is a client of each other device.</summary>
internal static class ModbusConfig
{
    private const int Port = 502;

    /// <summary>Registers of a blade, written by the main controller.</summary>
    public static ModbusPoint[] BladePoints { get; } = [new("coil", "feathered")];

    /// <summary>Registers of the yaw controller, for its position and its setpoint.</summary>
    public static ModbusPoint[] YawPoints { get; } = [new("input", "yaw.current"), new("holding", "yaw.setpoint")];

    /// <summary>Registers of the signal converter, read by the main controller.</summary>
    public static ModbusPoint[] WeatherPoints(TurbineTemplates templates) =>
        [.. ((IEnumerable<WeatherColumn>)templates.AnemometerColumns).Select(column => new ModbusPoint("input", column.Tag))];

    public static void WriteClient(TurbineComponent of, ModbusPoint[] points, ref ElementWriter xml) =>
        Write(TurbineDevices.GetName(of), "client", of, points, "2", ref xml);

    public static void WriteServer(TurbineComponent of, ModbusPoint[] points, ref ElementWriter xml) =>
        Write("modbus-outstation", "server", of, points, "-2", ref xml);

    private static void Write(string name, string mode, TurbineComponent of, ModbusPoint[] points, string scaling, ref ElementWriter xml)
    {
        xml.Open("modbus", ("name", name), ("mode", mode));
        xml.Leaf("endpoint", string.Create(CultureInfo.InvariantCulture, $"{TurbineDevices.GetAddress(of)}:{Port}"));
        Dictionary<string, int> used = new(StringComparer.Ordinal);
        foreach (ModbusPoint point in points)
        {
            int address = used[point.Type] = used.GetValueOrDefault(point.Type, FirstAddress(point.Type) - 1) + 1;
            xml.Open("register", ("type", point.Type));
            xml.Leaf("address", address.ToString(CultureInfo.InvariantCulture));
            xml.Leaf("tag", point.Tag);
            if (point.IsScaled)
            {
                xml.Leaf("scaling", scaling);
            }

            xml.Close("register");
        }

        xml.Close("modbus");
    }

    // First addresses of the four tables: Modbus application protocol 1.1b.
    private static int FirstAddress(string type) =>
        type switch
        {
            "coil" => 1,
            "discrete" => 10_001,
            "input" => 30_001,
            _ => 40_001,
        };
}

/// <summary>Modbus register.</summary>
/// <param name="Type"><c>coil</c>, <c>discrete</c>, <c>input</c> or <c>holding</c>.</param>
/// <param name="Tag">Tag of the value on the devices.</param>
internal readonly record struct ModbusPoint(string Type, string Tag)
{
    /// <summary>True for registers, which transfer two decimals as a whole number. Coils are not scaled.</summary>
    public bool IsScaled => Type is "input" or "holding";
}
