namespace AutoScaling.Tests.Backend;

public class SignedByVersion4ContractTests() : SignedContractTests(SignatureVersion.V4);
