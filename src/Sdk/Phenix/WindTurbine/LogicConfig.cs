namespace Scalewright.Plugins.WindTurbine;

/// <summary>Section for a device's control program.</summary>
internal static class LogicConfig
{
    /// <summary>Writes everything before the variables.</summary>
    public static void Open(TurbineComponent component, string program, ref ElementWriter xml)
    {
        xml.Open("logic", ("name", TurbineDevices.NameOf(component)));
        xml.Leaf("period", "1s");
        xml.Leaf("process-updates", "true");
        xml.CData("program", program);
        xml.Open("variables");
    }

    public static void Close(ref ElementWriter xml)
    {
        xml.Close("variables");
        xml.Close("logic");
    }
}
