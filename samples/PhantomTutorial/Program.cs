using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net.Sockets;
using System.Security.Cryptography;
using Scalewright;
using Scalewright.Programs;
using Scalewright.Providers.AutoScaling;
using Scalewright.Providers.Simulation;

namespace PhantomTutorial;

/// <summary>The tutorial of the Phantom service: a client in C#, and the service that it calls.</summary>
internal static class Program
{
    // Time to finish running requests and to stop the clouds before the program exits.
    private static readonly TimeSpan EndingMax = TimeSpan.FromSeconds(30);

    private static async Task<int> Main(string[] args)
    {
        RootCommand root = new("The Phantom tutorial on two simulated clouds, hotel and sierra: its service, and its client in C#.") { Serve(), Run() };
        return await CommandLineProgram.RunAsync(root, args, EndingMax);
    }

    private static Option<string> Clock(string by) => new Option<string>("--clock")
    {
        Description = "real: time goes as it does; fast: as fast as it can.",
        DefaultValueFactory = _ => by,
    }.AcceptOnlyFromAmong("real", "fast");

    private static SimulationPace PaceOf(string? clock) => clock == "real" ? SimulationPace.RealTime : SimulationPace.OnDemand;

    private static Command Serve()
    {
        Option<int> port = new("--port") { Description = "Port on this machine; default any that is free." };
        Option<string> clock = Clock("real");
        Option<bool> anyKey = new("--any-key") { Description = "Accept any key and signature, and none at all. For tests." };
        Option<bool> tls = new("--tls") { Description = "Serve TLS by a certificate that is made for this run; clients verify it by --ca." };
        Option<FileInfo> authority = new("--ca") { Description = "File that the certificate is written to.", DefaultValueFactory = _ => new FileInfo("phantom-ca.pem") };
        Option<DirectoryInfo?> state = new("--state") { Description = "Folder that keeps groups and launch configurations; default they end with the program." };
        Option<bool> dryRun = DryRunOption.Make();
        port.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 65_535)
            {
                result.AddError("--port: use 0 to 65535");
            }
        });
        Command serve = new("serve", "Serves the two clouds to clients of AWS AutoScaling. The key is EC2_ACCESS_KEY with EC2_SECRET_KEY; without them one is generated and printed.") { port, clock, anyKey, tls, authority, state, dryRun };
        serve.SetAction((parsed, cancellationToken) => GuardAsync(() =>
        {
            FileInfo? certificate = parsed.GetValue(tls) ? parsed.GetValue(authority) : null;
            ServiceOptions options = new(parsed.GetValue(port), PaceOf(parsed.GetValue(clock)), parsed.GetValue(anyKey), certificate, parsed.GetValue(state), parsed.GetValue(dryRun));
            return options.IsDryRun ? Service.DescribeAsync(options, cancellationToken) : Service.RunAsync(options, cancellationToken);
        }));
        return serve;
    }

    private static Command Run()
    {
        Option<Uri?> url = new("--url") { Description = "The service; default one within this program.", CustomParser = ReadUrl };
        Option<DirectoryInfo?> state = new("--state") { Description = "Folder that keeps what the service within this program knows, from one run to the next." };
        Option<string> clock = Clock("fast");
        Option<FileInfo?> authority = new("--ca") { Description = "Certificate that the service must have." };
        Option<bool> insecure = new("--insecure") { Description = "Believe any certificate. For tests." };
        Option<bool> dryRun = DryRunOption.Make();
        Command run = new("run", "Runs the tutorial: launch configurations, a domain, one more machine every ten seconds up to four, a minute of rest, none.") { url, state, clock, authority, insecure, dryRun };
        run.Validators.Add(result =>
        {
            if (result.GetResult(url) is { Implicit: false } && result.GetResult(state) is { Implicit: false })
            {
                result.AddError("--state is for the service within this program; use it without --url");
            }
        });
        run.SetAction((parsed, cancellationToken) => GuardAsync(() => Runner.RunAsync(
            new RunnerOptions(parsed.GetValue(url), parsed.GetValue(state), PaceOf(parsed.GetValue(clock)), parsed.GetValue(authority), parsed.GetValue(insecure), parsed.GetValue(dryRun)),
            Console.Out,
            cancellationToken)));
        return run;
    }

    private static Uri? ReadUrl(ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        result.AddError($"--url: '{TextEscaping.Escape(result.Tokens[0].Value)}' is not an address; use http://HOST:PORT");
        return null;
    }

    private static async Task<int> GuardAsync(Func<Task> command)
    {
        try
        {
            await command();
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 1;
        }
        catch (Exception e) when (e is ScalewrightException or AutoScalingException or IOException or UnauthorizedAccessException or SocketException or CryptographicException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            if (e.InnerException is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError })
            {
                await Console.Error.WriteLineAsync("--ca: name the file that 'serve --tls --ca FILE' wrote");
            }

            return 1;
        }
    }
}
