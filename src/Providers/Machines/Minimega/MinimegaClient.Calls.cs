using Scalewright.Plugins;

namespace Scalewright.Providers.Minimega;

public sealed partial class MinimegaClient
{
    /// <summary>Returns the version line of the server.</summary>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <exception cref="MinimegaException">The server refused, or the response is incomplete.</exception>
    public async Task<string> GetVersionAsync(CancellationToken cancellationToken = default)
    {
        ValueList<MinimegaEntry> entries = await RunAsync("version", cancellationToken);
        return entries.Count > 0
            ? entries[0].Response
            : throw new MinimegaException(MinimegaProblems.UnexpectedResponse("version", "is empty"));
    }

    /// <summary>
    /// Sets the filter to the guest of one container or VM: subsequent commands go only to it. Replaces the previous
    /// filter.
    /// </summary>
    /// <param name="name">Name of the container or VM.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <exception cref="MinimegaException">The server refused, or the response is incomplete.</exception>
    /// <exception cref="ArgumentException">The name cannot be quoted.</exception>
    public Task CcFilterAsync(string name, CancellationToken cancellationToken = default) =>
        RunAsync(MinimegaCommandText.Join("cc", "filter", $"name={name}"), cancellationToken);

    /// <summary>Removes the filter: subsequent commands go to all guests.</summary>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <exception cref="MinimegaException">The server refused, or the response is incomplete.</exception>
    public Task ClearCcFilterAsync(CancellationToken cancellationToken = default) => RunAsync("clear cc filter", cancellationToken);

    /// <summary>Queues a command for the guests that match the filter, including those that connect later.</summary>
    /// <param name="words">Program and arguments.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>Number of the command.</returns>
    /// <exception cref="MinimegaException">The server refused, or the response is incomplete or has no
    /// number.</exception>
    /// <exception cref="ArgumentException">A word cannot be quoted.</exception>
    public Task<int> CcExecAsync(IEnumerable<string> words, CancellationToken cancellationToken = default) =>
        QueueAsync(MinimegaCommandText.Join(["cc", "exec", .. words]), cancellationToken);

    /// <summary>
    /// Queues a command that the guests that match the filter start in the background. Returns its number.
    /// </summary>
    /// <param name="words">Pipes for the streams of the program, for example <c>stdin=NAME</c>, followed by the program
    /// and its arguments.</param>
    /// <exception cref="MinimegaException">The server refused, or the response is incomplete or has no
    /// number.</exception>
    /// <exception cref="ArgumentException">A word cannot be quoted.</exception>
    internal Task<int> CcBackgroundAsync(IEnumerable<string> words, CancellationToken cancellationToken) =>
        QueueAsync(MinimegaCommandText.Join(["cc", "background", .. words]), cancellationToken);

    /// <summary>
    /// Queues a file in the server's files folder for the guests that match the filter, which store it in
    /// <c>/tmp/miniccc/files</c>.
    /// </summary>
    /// <param name="path">Path relative to the files folder.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>Number of the command.</returns>
    /// <exception cref="MinimegaException">The file does not exist, or the response is incomplete or has no
    /// number.</exception>
    /// <exception cref="ArgumentException">The path cannot be quoted.</exception>
    public Task<int> CcSendAsync(string path, CancellationToken cancellationToken = default) =>
        QueueAsync(MinimegaCommandText.Join("cc", "send", path), cancellationToken);

    /// <summary>
    /// Runs the lines of a file on the server as commands. A line <c>namespace X</c> switches the namespace of the
    /// whole server.
    /// </summary>
    /// <param name="file">Absolute path on the server.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>The responses of the lines in order.</returns>
    /// <exception cref="MinimegaException">The file is unreadable, or a line failed. Later lines may have
    /// run.</exception>
    /// <exception cref="ArgumentException">The path cannot be quoted.</exception>
    public Task<ValueList<MinimegaEntry>> ReadAsync(string file, CancellationToken cancellationToken = default) =>
        RunAsync(MinimegaCommandText.Join("read", file), cancellationToken);

    /// <summary>Lists the containers and VMs of the namespace as a table.</summary>
    /// <param name="columns">Requested columns; empty for all.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>A map from column to cell for each row, with the host in column <c>host</c>, sorted.</returns>
    /// <exception cref="MinimegaException">A column is missing, or the response is incomplete or not a
    /// table.</exception>
    /// <exception cref="ArgumentException">A column cannot be quoted.</exception>
    public Task<ValueList<ValueMap<string>>> VmInfoAsync(IEnumerable<string> columns, CancellationToken cancellationToken = default)
    {
        string list = string.Join(',', columns);
        return RunTableAsync(list.Length == 0 ? "vm info" : $".columns {MinimegaScript.Quote(list)} vm info", cancellationToken);
    }

    /// <summary>Runs a command whose response is a table.</summary>
    /// <param name="command">The command without a namespace.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>A map from column to cell for each row, with the host in column <c>host</c>, sorted.</returns>
    /// <exception cref="MinimegaException">The server refused, or the response is incomplete or not a
    /// table.</exception>
    /// <exception cref="ArgumentException">The command is blank, a comment, or more than one line.</exception>
    public async Task<ValueList<ValueMap<string>>> RunTableAsync(string command, CancellationToken cancellationToken = default)
    {
        ValueList<MinimegaEntry> entries = await RunAsync(command, cancellationToken);
        try
        {
            return MinimegaTable.Rows(entries);
        }
        catch (FormatException exception)
        {
            throw new MinimegaException(MinimegaProblems.UnexpectedResponse(command, ExceptionText.From(exception)), exception);
        }
    }

    private async Task<int> QueueAsync(string command, CancellationToken cancellationToken)
    {
        ValueList<MinimegaEntry> entries = await RunAsync(command, cancellationToken);
        return entries.Count > 0 && int.TryParse(entries[0].Data, out int number)
            ? number
            : throw new MinimegaException(MinimegaProblems.UnexpectedResponse(command, "carries no command number"));
    }
}
