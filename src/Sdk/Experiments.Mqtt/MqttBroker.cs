using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using Scalewright.Experiments.Remote;
using Scalewright.Providers;

namespace Scalewright.Experiments.Mqtt;

/// <summary>
/// Client of an MQTT broker with one connection for all messages. Connects at the first call, and again at the first
/// call after the connection was lost.
/// </summary>
/// <param name="options">Address, credentials, TLS, last will, and the timeout of each call.</param>
/// <param name="clock">Clock for timeouts. Default the system clock.</param>
public sealed class MqttBroker(MqttClientOptions options, TimeProvider? clock = null) : IMessageBroker, IAsyncDisposable
{
    private const int MaxWaitingMessages = 1_024;
    private static readonly MqttClientFactory Clients = new();
    private readonly MqttClientOptions _options = options ?? throw new ArgumentNullException(nameof(options));
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private IMqttClient? _client;

    /// <inheritdoc/>
    public Task PublishAsync(string topic, string payload, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentNullException.ThrowIfNull(payload);
        MqttApplicationMessage message = new MqttApplicationMessageBuilder()
            .WithTopic(topic)
            .WithPayload(payload)
            .WithRetainFlag()
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.ExactlyOnce)
            .Build();
        return CallAsync(
            async (client, call) =>
            {
                MqttClientPublishResult result = await client.PublishAsync(message, call);
                if (!result.IsSuccess)
                {
                    throw Failed($"it rejected a message of topic '{topic}': {result.ReasonCode}");
                }
            },
            cancellationToken
        );
    }

    /// <inheritdoc/>
    /// <remarks>The connection stays subscribed to a topic. The broker's messages of a topic without a subscriber are
    /// dropped.</remarks>
    public async IAsyncEnumerable<RemoteMessage> SubscribeAsync(
        ValueList<string> topics,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(topics);
        Channel<RemoteMessage> messages = Channel.CreateBounded<RemoteMessage>(MaxWaitingMessages);
        HashSet<string> received = new(StringComparer.Ordinal);
        IMqttClient? connection = null;
        try
        {
            await CallAsync(
                async (client, call) =>
                {
                    connection = client;
                    client.ApplicationMessageReceivedAsync += OnMessageAsync;
                    client.DisconnectedAsync += OnDisconnectedAsync;
                    MqttClientSubscribeResult result = await client.SubscribeAsync(
                        new MqttClientSubscribeOptions { TopicFilters = [.. topics.Select(GetFilter)] },
                        call
                    );
                    if (result.Items.FirstOrDefault(static item => !IsGranted(item.ResultCode)) is { } rejected)
                    {
                        throw Failed($"it rejected topic '{rejected.TopicFilter.Topic}': {rejected.ResultCode}");
                    }
                },
                cancellationToken
            );
            await foreach (RemoteMessage message in messages.Reader.ReadAllAsync(cancellationToken))
            {
                yield return message;
            }
        }
        finally
        {
            if (connection is not null)
            {
                connection.ApplicationMessageReceivedAsync -= OnMessageAsync;
                connection.DisconnectedAsync -= OnDisconnectedAsync;
            }
        }

        Task OnMessageAsync(MqttApplicationMessageReceivedEventArgs args)
        {
            MqttApplicationMessage message = args.ApplicationMessage;

            // A later subscription of the same topic makes the broker send the retained message again.
            bool isNew = topics.Contains(message.Topic, StringComparer.Ordinal) && (received.Add(message.Topic) || !message.Retain);
            if (isNew && !messages.Writer.TryWrite(new RemoteMessage(message.Topic, message.ConvertPayloadToString() ?? "")))
            {
                messages.Writer.TryComplete(Failed($"more than {MaxWaitingMessages} messages wait for the program"));
            }

            return Task.CompletedTask;
        }

        Task OnDisconnectedAsync(MqttClientDisconnectedEventArgs args)
        {
            messages.Writer.TryComplete(
                Failed($"the connection was lost: {args.Exception?.Message ?? args.Reason.ToString()}", args.Exception)
            );
            return Task.CompletedTask;
        }
    }

    /// <summary>Disconnects, so that the broker does not publish the last will.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_client is { } client)
        {
            await client.TryDisconnectAsync();
            client.Dispose();
        }

        _connecting.Dispose();
    }

    private static MqttTopicFilter GetFilter(string topic) =>
        new() { Topic = topic, QualityOfServiceLevel = MqttQualityOfServiceLevel.ExactlyOnce };

    private static bool IsGranted(MqttClientSubscribeResultCode code) => code <= MqttClientSubscribeResultCode.GrantedQoS2;

    /// <summary>Limits a call to the timeout, and reports its failure.</summary>
    private async Task CallAsync(Func<IMqttClient, CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(_options.Timeout, _clock);
        using CancellationTokenSource call = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        IMqttClient? client = null;
        try
        {
            client = await ConnectAsync(call.Token);
            await act(client, call.Token);
        }
        catch (Exception exception)
            when (exception is OperationCanceledException or MqttCommunicationException or MqttProtocolViolationException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Failed(timeout.IsCancellationRequested ? $"no response within {_options.Timeout}" : exception.Message, exception);
        }
        catch (Exception exception) when (exception is not ProviderException && client is { IsConnected: false })
        {
            // A client that loses its connection clears its state while calls use it, so any exception may come.
            cancellationToken.ThrowIfCancellationRequested();
            throw Failed("the connection was lost", exception);
        }
    }

    private async Task<IMqttClient> ConnectAsync(CancellationToken cancellationToken)
    {
        await _connecting.WaitAsync(cancellationToken);
        try
        {
            if (_client is not { IsConnected: true })
            {
                // A new one for each connection: the last one may still report that it was disconnected.
                IMqttClient client = Clients.CreateMqttClient();
                MqttClientConnectResult result = await client.ConnectAsync(_options, cancellationToken);
                _client =
                    result.ResultCode == MqttClientConnectResultCode.Success
                        ? client
                        : throw Failed($"it rejected the connection: {result.ResultCode}");
            }

            return _client;
        }
        finally
        {
            _connecting.Release();
        }
    }

    private ProviderException Failed(string found, Exception? inner = null) =>
        new(
            "mqtt",
            [
                new Problem(ProblemCode.ConnectionLost, found, "check that the broker runs at this address and accepts these credentials")
                {
                    Source = $"broker {GetAddress()}",
                },
            ],
            inner
        )
        {
            IsTransient = true,
        };

    /// <summary>Returns the address without credentials, which the address of a WebSocket may contain.</summary>
    private string GetAddress() =>
        (_options.ChannelOptions as MqttClientTcpOptions)?.RemoteEndpoint switch
        {
            DnsEndPoint host => string.Create(CultureInfo.InvariantCulture, $"{host.Host}:{host.Port}"),
            { } endPoint => endPoint.ToString() ?? "",
            null => "at a WebSocket",
        };
}
