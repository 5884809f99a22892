namespace Scalewright.Agents.XmlRpc;

/// <summary>Answers XML-RPC over HTTP, whatever the server: what came in a request goes in, what goes into the response comes out.</summary>
/// <param name="methods">What can be called.</param>
/// <param name="describe">How a failure is reported; null: the exception's name and message. Stacks stay here: they show callers how the program was built.</param>
public sealed class XmlRpcEndpoint(XmlRpcMethods methods, Func<Exception, RemoteError>? describe = null)
{
    /// <summary>Answers a request.</summary>
    /// <param name="verb">Its verb; only POST is answered with 200.</param>
    /// <param name="path">Its target as it was sent, nothing decoded: only <c>/</c> and <c>/RPC2</c> are there, and neither with a query.</param>
    /// <param name="body">Its body.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The status, and the body of type <c>text/xml</c>; empty for other statuses than 200.</returns>
    public async ValueTask<(int Status, byte[] Body)> AnswerAsync(string verb, string path, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        const int Ok = 200, NotFound = 404, NotImplemented = 501;
        return verb != "POST" ? (NotImplemented, [])
            : path is not ("/" or "/RPC2") ? (NotFound, [])
            : (Ok, await AnswerAsync(body, cancellationToken));
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a method throws is the answer of its call, not the end of the endpoint.")]
    private async ValueTask<byte[]> AnswerAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        try
        {
            XmlRpcCall call = XmlRpcReader.ReadCall(body);
            XmlRpcMethod method = methods.Find(call.Method) ?? throw new MissingMethodException($"method \"{call.Method}\" is not supported");
            return XmlRpcWriter.WriteAnswer(await method(call.Arguments, cancellationToken));
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            RemoteError error = describe?.Invoke(failure) ?? new RemoteError(failure.GetType().FullName!, failure.Message, Stack: "");
            return XmlRpcWriter.WriteFault(new XmlRpcFault(1, RemoteErrorJson.Write(error)));
        }
    }
}
