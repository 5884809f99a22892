using System.Net.Http.Json;
using System.Net.WebSockets;

namespace Tests.Shared;

/// <summary>A page in a headless Chromium, controlled by the Chrome DevTools Protocol.</summary>
public sealed class BrowserPage : IAsyncDisposable
{
    private const string Awaited = "DevTools listening on ";
    private readonly RunningProgram _browser;
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(3));
    private readonly List<string> _complaints = [];
    private int _last;

    private BrowserPage(RunningProgram browser) => _browser = browser;

    public static async Task<BrowserPage> OpenAsync(string profile, Uri address)
    {
        (RunningProgram browser, string line) = await RunningProgram.StartAsync(
            "chromium",
            Path.GetTempPath(),
            Awaited,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--remote-debugging-port=0",
            $"--user-data-dir={profile}",
            address.ToString()
        );
        BrowserPage page = new(browser);
        try
        {
            Uri tools = new(line[Awaited.Length..]);
            using HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
            JsonArray targets = (
                await client.GetFromJsonAsync<JsonArray>(new Uri($"http://127.0.0.1:{tools.Port}/json/list"), page._limit.Token)
            )!;
            JsonNode shown = targets.First(target => (string?)target!["type"] == "page")!;
            await page._socket.ConnectAsync(new Uri((string)shown["webSocketDebuggerUrl"]!), page._limit.Token);
            return page;
        }
        catch
        {
            await page.DisposeAsync();
            throw;
        }
    }

    /// <summary>Evaluates the condition whenever the page changes.</summary>
    /// <returns>The text of the page.</returns>
    public async Task<string> SeeAsync(string condition)
    {
        string expression = $$"""
            new Promise(resolve => {
              const look = () => { if ({{condition}}) { watch.disconnect(); resolve(document.body.innerText); } };
              const watch = new MutationObserver(look);
              watch.observe(document, { childList: true, subtree: true, characterData: true });
              look();
            })
            """;
        while (true)
        {
            JsonNode answer = await CallAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["awaitPromise"] = true });
            if ((string?)answer["result"]?["result"]?["value"] is { } text)
            {
                return text;
            }

            // The empty initial page is replaced by the requested one.
            if ((string?)answer["error"]?["message"] != "Execution context was destroyed.")
            {
                throw new InvalidOperationException(answer.ToJsonString());
            }
        }
    }

    /// <summary>Also awaits promises. The value must be serializable to JSON.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        JsonNode answer = await CallAsync(
            "Runtime.evaluate",
            new JsonObject
            {
                ["expression"] = expression,
                ["awaitPromise"] = true,
                ["returnByValue"] = true,
            }
        );
        return answer["result"]?["exceptionDetails"] is null && answer["result"]?["result"] is { } result
            ? result["value"]?.DeepClone()
            : throw new InvalidOperationException(answer.ToJsonString());
    }

    public async Task ResizeAsync(int width, int height, int density, bool isPhone) =>
        await CallAsync(
            "Emulation.setDeviceMetricsOverride",
            new JsonObject
            {
                ["width"] = width,
                ["height"] = height,
                ["deviceScaleFactor"] = density,
                ["mobile"] = isPhone,
            }
        );

    /// <summary>Selects the color scheme, and the medium <c>screen</c> or <c>print</c>.</summary>
    public async Task EmulateAsync(bool isDark, string medium = "screen") =>
        await CallAsync(
            "Emulation.setEmulatedMedia",
            new JsonObject
            {
                ["media"] = medium,
                ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = isDark ? "dark" : "light" }),
            }
        );

    /// <summary>PNG in Base64 of a part of the page, which can be outside of the window.</summary>
    public async Task<string> PictureAsync(double x, double y, double width, double height) =>
        (string)
            (
                await CallAsync(
                    "Page.captureScreenshot",
                    new JsonObject
                    {
                        ["captureBeyondViewport"] = true,
                        ["clip"] = new JsonObject
                        {
                            ["x"] = x,
                            ["y"] = y,
                            ["width"] = width,
                            ["height"] = height,
                            ["scale"] = 1,
                        },
                    }
                )
            )["result"]!["data"]!;

    /// <summary>PNG in Base64.</summary>
    public async Task<string> PictureAsync() => (string)(await CallAsync("Page.captureScreenshot", []))["result"]!["data"]!;

    /// <summary>Errors, warnings and exceptions since the page was opened.</summary>
    public async Task<IReadOnlyList<string>> ComplaintsAsync()
    {
        // Each domain first reports the events so far.
        await CallAsync("Runtime.enable", []);
        await CallAsync("Log.enable", []);
        return _complaints;
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _limit.Dispose();
        await _browser.DisposeAsync();
    }

    private async Task<JsonNode> CallAsync(string method, JsonObject parameters)
    {
        int id = ++_last;
        JsonObject call = new()
        {
            ["id"] = id,
            ["method"] = method,
            ["params"] = parameters,
        };
        await _socket.SendAsync(Encoding.UTF8.GetBytes(call.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, _limit.Token);
        while (true)
        {
            JsonNode answer = await ReceiveAsync();
            if ((int?)answer["id"] == id)
            {
                return answer;
            }

            Hear(answer);
        }
    }

    private void Hear(JsonNode told)
    {
        bool isComplaint = (string?)told["method"] switch
        {
            "Runtime.exceptionThrown" => true,
            "Runtime.consoleAPICalled" => (string?)told["params"]!["type"] is "error" or "warning" or "assert",
            "Log.entryAdded" => (string?)told["params"]!["entry"]!["level"] is "error" or "warning",
            _ => false,
        };
        if (isComplaint)
        {
            _complaints.Add(told.ToJsonString());
        }
    }

    private async Task<JsonNode> ReceiveAsync()
    {
        using MemoryStream message = new();
        byte[] buffer = new byte[16 * 1024];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(), _limit.Token);
            message.Write(buffer, 0, part.Count);
        } while (!part.EndOfMessage);
        return JsonNode.Parse(message.ToArray())!;
    }
}
