using System.CommandLine;
using System.Globalization;
using System.Net.Sockets;
using MQTTnet;
using Scalewright.Experiments.Metrics;
using Scalewright.Experiments.Mqtt;
using Scalewright.Experiments.Remote;

namespace ScalehubSample;

/// <summary><c>experiment serve</c>: runs experiments of all writers to a broker, with metrics.</summary>
internal static class ServeVerb
{
    private const int DefaultPort = 1883;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public static Command Create(ScalehubOptions places)
    {
        Option<string> broker = new("--broker", "-b") { DefaultValueFactory = _ => "localhost", Description = "HOST, HOST:PORT, or the path of a socket. A user and password come from MQTT_USER and MQTT_PASSWORD." };
        Option<int?> jobs = JobsOption.Make("1");
        Option<int?> metrics = MetricsOption.Make();
        Command serve = Program.Verb("serve", "Takes START, STOP and CLEAN as messages (MQTT), as Scalehub's operator does, until Ctrl+C or SIGTERM.", async (result, cancellationToken) =>
        {
            LiveMetrics live = new();
            await using MetricsEndpoint? endpoint = MetricsOption.Start(live, result.GetValue(metrics));
            MetricsOption.Print(endpoint);
            await using MqttBroker messages = new(OptionsOf(result.GetValue(broker)!));
            await new RemoteOperator(result.GetValue(places.Data)!, messages, TimeProvider.System) { MaxDegreeOfParallelism = result.GetValue(jobs) ?? 1, Metrics = live, Services = places.Tools(result, places.LoadIfThere(result)) }.RunAsync(cancellationToken);
            return "served";
        });
        serve.Add(broker);
        serve.Add(jobs);
        serve.Add(metrics);
        return serve;
    }

    private static MqttClientOptions OptionsOf(string broker)
    {
        // Who only hears the stage learns that the operator is gone, however it ended.
        MqttClientOptionsBuilder options = new MqttClientOptionsBuilder().WithTimeout(Timeout).WithWillTopic("experiment/state").WithWillPayload("IDLE").WithWillRetain();
        if (Environment.GetEnvironmentVariable("MQTT_USER") is { Length: > 0 } user)
        {
            options.WithCredentials(user, Environment.GetEnvironmentVariable("MQTT_PASSWORD") ?? "");
        }

        if (broker.StartsWith('/'))
        {
            return options.WithEndPoint(new UnixDomainSocketEndPoint(broker)).WithAddressFamily(AddressFamily.Unix).WithProtocolType(ProtocolType.Unspecified).Build();
        }

        int colon = broker.LastIndexOf(':');
        int port = colon < 0 ? DefaultPort
            : int.TryParse(broker[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int said) && said is > 0 and < 65_536 ? said
            : throw new InvalidDataException($"'{broker}' is not a broker; write HOST, HOST:PORT, or the path of a socket");
        return options.WithTcpServer(colon < 0 ? broker : broker[..colon], port).Build();
    }
}
