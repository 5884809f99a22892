namespace Scalewright.Plugins.WindTurbine;

/// <summary>Writes the OT-sim configuration of a device, <c>config.xml</c>. Format: documentation of OT-sim.</summary>
internal static class TurbineConfig
{
    /// <exception cref="ArgumentException">A main controller in a co-simulation has no broker address.</exception>
    public static void Write(TurbineDevice device, IBufferWriter<byte> buffer)
    {
        ArgumentNullException.ThrowIfNull(device);
        ElementWriter xml = new(buffer);
        xml.Open("ot-sim");
        xml.Open("message-bus");
        xml.Leaf("pull-endpoint", "tcp://127.0.0.1:1234");
        xml.Leaf("pub-endpoint", "tcp://127.0.0.1:5678");
        xml.Close("message-bus");
        WriteCpu(device, ref xml);
        WriteGroundTruth(device, ref xml);
        switch (device.Component)
        {
            case TurbineComponent.MainController:
                MainControllerConfig.Write(device, ref xml);
                break;
            case TurbineComponent.SignalConverter:
                WriteSignalConverter(device, ref xml);
                break;
            case TurbineComponent.YawController:
                WriteYawController(device, ref xml);
                break;
            default:
                ModbusConfig.WriteServer(device.Component, ModbusConfig.BladePoints, ref xml);
                break;
        }

        xml.Close("ot-sim");
        xml.Flush();
    }

    private static void WriteCpu(TurbineDevice device, ref ElementWriter xml)
    {
        xml.Open("cpu");
        xml.Open("api");
        xml.Leaf("endpoint", "0.0.0.0:9101");
        xml.Close("api");
        xml.Leaf("module", "ot-sim-message-bus {{config_file}}", ("name", "backplane"));
        if (device.GroundTruth is not null)
        {
            xml.Leaf("module", "ot-sim-ground-truth-module {{config_file}}", ("name", "ground-truth"));
        }

        xml.Open("logs");
        xml.Leaf("file", "/etc/ot-sim/log.txt", ("size", "5"), ("backups", "1"), ("age", "1"), ("compress", "true"));
        xml.Close("logs");
        foreach ((string name, string program) in Modules(device))
        {
            xml.Leaf("module", $"ot-sim-{program}-module {{{{config_file}}}}", ("name", name));
        }

        xml.Close("cpu");
    }

    /// <summary>Returns the modules of a device: name, and variable part of the program's name.</summary>
    private static List<(string Name, string Program)> Modules(TurbineDevice device)
    {
        List<(string, string)> modules = [];
        switch (device.Component)
        {
            case TurbineComponent.MainController:
                modules.Add(("turbine-power-output", "wind-turbine-power-output"));
                AddWhen(device.Helics is not null, "i/o", "io");
                AddWhen(device.Templates.NodeRed is not null, "node-red", "node-red");
                modules.AddRange([("logic", "logic"), ("modbus", "modbus"), ("dnp3", "dnp3")]);
                break;
            case TurbineComponent.SignalConverter:
                AddWhen(device.Templates.ReplayData is not null, "turbine-anemometer", "wind-turbine-anemometer");
                AddWhen(device.Templates.ReplayData is not null, "modbus", "modbus");
                break;
            case TurbineComponent.YawController:
                modules.AddRange([("modbus", "modbus"), ("logic", "logic")]);
                break;
            default:
                modules.Add(("modbus", "modbus"));
                break;
        }

        return modules;

        void AddWhen(bool isEnabled, string name, string program)
        {
            if (isEnabled)
            {
                modules.Add((name, program));
            }
        }
    }

    private static void WriteGroundTruth(TurbineDevice device, ref ElementWriter xml)
    {
        if (device.GroundTruth is not { } truth)
        {
            return;
        }

        xml.Open("ground-truth");
        xml.Open("elastic");
        xml.Leaf("endpoint", truth.Endpoint);
        xml.Leaf("index-base-name", truth.IndexBaseName);
        foreach ((string name, string value) in truth.Labels)
        {
            xml.Leaf("label", device.Fill(value), ("name", name));
        }

        xml.Close("elastic");
        xml.Close("ground-truth");
    }

    private static void WriteSignalConverter(TurbineDevice device, ref ElementWriter xml)
    {
        if (device.Templates.ReplayData is null)
        {
            return;
        }

        xml.Open("wind-turbine");
        xml.Open("anemometer");
        MainControllerConfig.WriteWeather(device.Templates.AnemometerColumns, ref xml);
        xml.Leaf("data-path", "/shared/weather.csv");
        xml.Close("anemometer");
        xml.Close("wind-turbine");
        ModbusConfig.WriteServer(device.Component, ModbusConfig.WeatherPoints(device.Templates), ref xml);
    }

    private static void WriteYawController(TurbineDevice device, ref ElementWriter xml)
    {
        ModbusConfig.WriteServer(device.Component, ModbusConfig.YawPoints, ref xml);
        LogicConfig.Open(device.Component, TurbinePrograms.CreateYawProgram(device.Templates.DegreesPerSecond), ref xml);
        xml.Leaf("current_yaw", device.Templates.InitialPosition, ("tag", "yaw.current"));
        xml.Leaf("yaw_setpoint", "0", ("tag", "yaw.setpoint"));
        LogicConfig.Close(ref xml);
    }
}
