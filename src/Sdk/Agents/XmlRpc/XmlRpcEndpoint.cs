namespace Scalewright.Agents.XmlRpc;

/// <summary>Handles the XML-RPC requests of any HTTP server.</summary>
/// <param name="methods">Callable methods.</param>
/// <param name="describe">Converts a failure to a reported error; null: the exception's name and message. Stack traces
/// are not sent, because they reveal how the program was built.</param>
public sealed class XmlRpcEndpoint(XmlRpcMethods methods, Func<Exception, RemoteError>? describe = null)
{
    /// <summary>Handles a request.</summary>
    /// <param name="httpMethod">HTTP method. Only POST gets status 200.</param>
    /// <param name="path">Request target as sent, not decoded. Only <c>/</c> and <c>/RPC2</c> exist, without a
    /// query.</param>
    /// <param name="body">Body of the request.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Status, and a body of type <c>text/xml</c>. The body is empty unless the status is 200.</returns>
    public async ValueTask<(int Status, byte[] Body)> HandleAsync(
        string httpMethod,
        string path,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    )
    {
        const int Ok = 200,
            NotFound = 404,
            NotImplemented = 501;
        if (httpMethod != "POST")
        {
            return (NotImplemented, []);
        }

        return path is "/" or "/RPC2" ? (Ok, await HandleAsync(body, cancellationToken)) : (NotFound, []);
    }

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "An exception of a method is the result of its call and must not stop the endpoint."
    )]
    private async ValueTask<byte[]> HandleAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        try
        {
            XmlRpcCall call = XmlRpcReader.ReadCall(body);
            XmlRpcMethod method = methods.Find(call.Method)
                ?? throw new MissingMethodException($"method \"{call.Method}\" is not supported");
            return XmlRpcWriter.WriteResponse(await method(call.Arguments, cancellationToken));
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            RemoteError error = describe?.Invoke(failure) ?? new RemoteError(failure.GetType().FullName!, failure.Message, StackTrace: "");
            return XmlRpcWriter.WriteFault(new XmlRpcFault(1, RemoteErrorJson.Write(error)));
        }
    }
}
