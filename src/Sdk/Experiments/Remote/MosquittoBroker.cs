using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Scalewright.Experiments.Services;

namespace Scalewright.Experiments.Remote;

/// <summary>
/// Broker client that uses the Mosquitto programs <c>mosquitto_pub</c>, one process per message, and
/// <c>mosquitto_sub</c>, one process per subscription.
/// </summary>
public sealed class MosquittoBroker : IMessageBroker, IDisposable
{
    private const string Service = "mqtt";
    private const string Publisher = "mosquitto_pub";
    private const string Subscriber = "mosquitto_sub";
    private readonly MosquittoOptions _options;
    private readonly DirectoryInfo? _secrets;

    /// <summary>Creates a client. Opens no connection yet.</summary>
    /// <param name="options">Address and credentials.</param>
    /// <exception cref="ArgumentException">An option is not valid.</exception>
    public MosquittoBroker(MosquittoOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.Host, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Port, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Port, 65_535, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Timeout, TimeSpan.Zero, nameof(options));
        if (options.UserName.AsSpan().ContainsAny('\r', '\n') || options.Password.AsSpan().ContainsAny('\r', '\n'))
        {
            throw new ArgumentException(
                "the user name or password contains a line feed, which an option file cannot contain",
                nameof(options));
        }

        _options = options;
        if (options.Password.Length > 0)
        {
            // Other users can see arguments, but not the files of a private folder.
            _secrets = Directory.CreateTempSubdirectory("scalewright-mqtt-");
            foreach (string program in new[] { Publisher, Subscriber })
            {
                File.WriteAllText(Path.Combine(_secrets.FullName, program), $"-P {options.Password}\n");
            }
        }
    }

    /// <inheritdoc/>
    public async Task PublishAsync(string topic, string payload, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentNullException.ThrowIfNull(payload);
        using Process process = Start(Publisher, ["-r", "-t", topic, payload.Length > 0 ? "-s" : "-n"]);
        using CancellationTokenSource timeout = new(_options.Timeout, _options.Clock);
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(either.Token);
            await WritePayloadAsync(process, payload, either.Token);
            await process.WaitForExitAsync(either.Token);
            if (process.ExitCode != 0)
            {
                throw Failed(
                    $"{Publisher} exited with code {process.ExitCode}: {TextEscaping.Escape((await errors).Trim())}");
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed($"it did not accept a message within {_options.Timeout}");
        }
        finally
        {
            End(process);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RemoteMessage> SubscribeAsync(
        ValueList<string> topics, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(topics);

        // Payloads are in hexadecimal because they may contain any character.
        using Process process =
            Start(Subscriber, ["-F", "%r %x %t", .. topics.SelectMany(topic => new[] { "-t", topic })]);
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            for (string? line = await process.StandardOutput.ReadLineAsync(cancellationToken); line is not null; line =
                await process.StandardOutput.ReadLineAsync(cancellationToken))
            {
                yield return Read(line);
            }

            await process.WaitForExitAsync(cancellationToken);
            throw Failed(
                $"{Subscriber} exited with code {process.ExitCode}: {TextEscaping.Escape((await errors).Trim())}");
        }
        finally
        {
            End(process);
        }
    }

    /// <summary>Deletes the files with the password.</summary>
    public void Dispose()
    {
        if (_secrets is { Exists: true })
        {
            _secrets.Delete(recursive: true);
            _secrets.Refresh();
        }
    }

    /// <summary>Writes the payload. A process that no longer reads reports the reason when it exits.</summary>
    private static async Task WritePayloadAsync(Process process, string payload, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(payload), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The exit code is more specific.
        }
    }

    private Process Start(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, [.. GetConnection(), "-q", "2", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (_secrets is { } folder)
        {
            start.Environment["XDG_CONFIG_HOME"] = folder.FullName;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new HttpServiceException(Service, new Problem(
                ProblemCode.UnsupportedPlatform, $"program '{program}' not found",
                "install Mosquitto's clients (Debian: mosquitto-clients)") { Source = _options.ToString() }, e);
        }
    }

    private IEnumerable<string> GetConnection()
    {
        IEnumerable<string> connection = _options.Host.StartsWith('/')
            ? ["--unix", _options.Host]
            : ["-h", _options.Host, "-p", _options.Port.ToString(CultureInfo.InvariantCulture)];
        connection = _options.UserName.Length > 0 ? connection.Concat(["-u", _options.UserName]) : connection;
        return _options.CaFile.Length > 0 ? connection.Concat(["--cafile", _options.CaFile]) : connection;
    }

    private RemoteMessage Read(string line)
    {
        string[] parts = line.Split(' ', 3);
        try
        {
            return parts is [var retained, var payload, var topic]
                ? new RemoteMessage(
                    topic, Encoding.UTF8.GetString(Convert.FromHexString(payload))) { IsRetained = retained == "1" }
                : throw new FormatException();
        }
        catch (FormatException)
        {
            throw Failed($"{Subscriber} printed an invalid line: '{TextEscaping.Escape(line)}'");
        }
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // The process has exited.
        }
    }

    private HttpServiceException Failed(string found) => new(
        Service, new Problem(ProblemCode.ConnectionLost, found,
            "check that the broker runs at this address and accepts these credentials")
        {
            Source = $"broker {_options}"
        }) { IsTransient = true };
}
