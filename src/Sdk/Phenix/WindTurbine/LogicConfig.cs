namespace Scalewright.Plugins.WindTurbine;

internal static class LogicConfig
{
    public static void Open(TurbineComponent component, string program, ref ElementWriter xml)
    {
        xml.Open("logic", ("name", TurbineDevices.GetName(component)));
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
