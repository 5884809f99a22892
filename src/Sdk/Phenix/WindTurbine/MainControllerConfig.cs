namespace Scalewright.Plugins.WindTurbine;

internal static class MainControllerConfig
{
    private const int Dnp3Port = 20_000;

    public static void Write(TurbineDevice device, ref ElementWriter xml)
    {
        WritePowerOutput(device.Templates, ref xml);
        if (device.Helics is { } helics)
        {
            WriteFederate(device, helics, ref xml);
        }

        if (device.Templates.NodeRed is { } nodeRed)
        {
            WriteNodeRed(nodeRed, ref xml);
        }

        WriteLogic(device.Templates, ref xml);
        ModbusConfig.WriteClient(TurbineComponent.SignalConverter, ModbusConfig.WeatherPoints(device.Templates), ref xml);
        ModbusConfig.WriteClient(TurbineComponent.YawController, ModbusConfig.YawPoints, ref xml);
        ModbusConfig.WriteClient(TurbineComponent.Blade1, ModbusConfig.BladePoints, ref xml);
        ModbusConfig.WriteClient(TurbineComponent.Blade2, ModbusConfig.BladePoints, ref xml);
        ModbusConfig.WriteClient(TurbineComponent.Blade3, ModbusConfig.BladePoints, ref xml);
        WriteOutstation(device, ref xml);
    }

    public static void WriteWeather(ValueList<WeatherColumn> columns, ref ElementWriter xml)
    {
        if (columns.Count == 0)
        {
            xml.Empty("weather-data");
            return;
        }

        xml.Open("weather-data");
        foreach (WeatherColumn column in columns)
        {
            if (column.Height is { } height)
            {
                xml.Leaf("column", column.Tag, ("name", column.Name), ("height", height));
            }
            else
            {
                xml.Leaf("column", column.Tag, ("name", column.Name));
            }
        }

        xml.Close("weather-data");
    }

    private static void WritePowerOutput(TurbineTemplates templates, ref ElementWriter xml)
    {
        xml.Open("wind-turbine");
        xml.Open("power-output");
        xml.Leaf("turbine-type", templates.TurbineType);
        xml.Leaf("hub-height", templates.HubHeight);
        xml.Leaf("roughness-length", templates.RoughnessLength);
        WriteWeather(templates.PowerColumns, ref xml);
        xml.Open("tags");
        xml.Leaf("cut-in", "turbine.cut-in");
        xml.Leaf("cut-out", "turbine.cut-out");
        xml.Leaf("output", "turbine.mw-output");
        xml.Leaf("emergency-stop", "turbine.emergency-stop");
        xml.Close("tags");
        xml.Close("power-output");
        xml.Close("wind-turbine");
    }

    private static void WriteFederate(TurbineDevice device, HelicsFederation helics, ref ElementWriter xml)
    {
        string topic = device.Fill(helics.Topic ?? device.Templates.HelicsTopic ?? "wtg.{{turbine_id}}.mw");
        xml.Open("io", ("name", "helics-federate"));
        xml.Leaf(
            "broker-endpoint",
            helics.BrokerAddress ?? throw new ArgumentException("the address of the HELICS broker is not known", nameof(device))
        );
        xml.Leaf("federate-name", device.ContainerName);
        xml.Leaf("federate-log-level", helics.LogLevel);
        if (helics.Endpoint is { } endpoint)
        {
            xml.Open("endpoint", ("name", endpoint));
            xml.Leaf("tag", "turbine.mw-output", ("key", topic));
            xml.Close("endpoint");
        }
        else
        {
            xml.Open("publication");
            xml.Leaf("key", topic);
            xml.Leaf("type", "double");
            xml.Leaf("tag", "turbine.mw-output");
            xml.Close("publication");
        }

        xml.Close("io");
    }

    private static void WriteNodeRed(NodeRedTemplate nodeRed, ref ElementWriter xml)
    {
        xml.Open("node-red", ("name", TurbineDevices.GetName(TurbineComponent.MainController)));
        xml.Leaf("executable", "node-red");
        xml.Leaf("theme", "dark");
        xml.Leaf("flow-path", "/etc/node-red.json");
        if (nodeRed.Host is { } host)
        {
            xml.Empty("endpoint", ("host", host), ("port", nodeRed.Port ?? ""));
        }

        if (nodeRed.HasAuthentication)
        {
            WriteAuthentication(nodeRed, ref xml);
        }

        xml.Close("node-red");
    }

    private static void WriteAuthentication(NodeRedTemplate nodeRed, ref ElementWriter xml)
    {
        if (nodeRed.EditorCredentials is null && nodeRed.ViewerCredentials is null)
        {
            xml.Empty("authentication");
            return;
        }

        xml.Open("authentication");
        if (nodeRed.EditorCredentials is { } editor)
        {
            xml.Empty("editor", ("username", editor.User), ("password", editor.Password));
        }

        if (nodeRed.ViewerCredentials is { } viewer)
        {
            xml.Empty("ui", ("username", viewer.User), ("password", viewer.Password));
        }

        xml.Close("authentication");
    }

    private static void WriteLogic(TurbineTemplates templates, ref ElementWriter xml)
    {
        LogicConfig.Open(TurbineComponent.MainController, TurbinePrograms.MainControllerProgram, ref xml);
        xml.Leaf("speed", "0", ("tag", templates.SpeedTag));
        xml.Leaf("direction", "0", ("tag", templates.DirectionTag));
        xml.Leaf("cut_in", "100", ("tag", "turbine.cut-in"));
        xml.Leaf("cut_out", "0", ("tag", "turbine.cut-out"));
        xml.Leaf("current_yaw", "0", ("tag", "yaw.current"));
        xml.Leaf("yaw_setpoint", "0", ("tag", "yaw.setpoint"));
        xml.Leaf("dir_error", templates.DirectionError, ("tag", "yaw.dir-error"));
        xml.Leaf("proto_emer_stop", "0", ("tag", "turbine.emergency-stop"));
        xml.Leaf("feathered", "0");
        LogicConfig.Close(ref xml);
    }

    private static void WriteOutstation(TurbineDevice device, ref ElementWriter xml)
    {
        string select = device.Templates.SelectBeforeOperate ? "true" : "false";
        string address = device.ExternalAddress ?? TurbineDevices.MainAddress;
        xml.Open("dnp3", ("name", "dnp3-outstation"), ("mode", "server"));
        xml.Leaf("endpoint", string.Create(CultureInfo.InvariantCulture, $"{address}:{Dnp3Port}"));
        xml.Open("outstation", ("name", "dnp3-outstation"));
        xml.Leaf("local-address", "1024");
        xml.Leaf("remote-address", "1");
        WritePoint("output", "binary", 0, "turbine.emergency-stop", select, ref xml);
        WritePoint("output", "analog", 0, "yaw.dir-error", select, ref xml);
        WritePoint("input", "analog", 0, "yaw.current", null, ref xml);
        WritePoint("input", "analog", 1, "yaw.setpoint", null, ref xml);
        WritePoint("input", "analog", 2, "turbine.mw-output", null, ref xml);
        WritePoint("input", "binary", 0, "feathered", null, ref xml);
        int index = 3;
        foreach (WeatherColumn column in device.Templates.AnemometerColumns)
        {
            WritePoint("input", "analog", index++, column.Tag, null, ref xml);
        }

        xml.Close("outstation");
        xml.Close("dnp3");
    }

    private static void WritePoint(string direction, string type, int index, string tag, string? select, ref ElementWriter xml)
    {
        xml.Open(direction, ("type", type));
        xml.Leaf("address", index.ToString(CultureInfo.InvariantCulture));
        xml.Leaf("tag", tag);
        if (select is not null)
        {
            xml.Leaf("sbo", select);
        }

        xml.Close(direction);
    }
}
